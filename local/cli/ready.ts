import type { Platform } from "../platform.ts";
import type { InstanceFiles } from "./stack-file.ts";

/** What `npm start` ends with: where everything is, and how to try it. */
export function readyText(platform: Platform, files: InstanceFiles, directory: string): string {
  const { apiUrl, endpoint, users, stack, clientConfig } = platform;
  const seconds = (performance.now() / 1000).toFixed(1);
  const token = `npm run -s token --prefix ${quoted(directory)}`;
  const lines = [
    "",
    `Orderflow (stack ${stack}) is ready after ${seconds} s.`,
    "",
    `  API        ${apiUrl}`,
    `  AWS        ${endpoint}  (region ${clientConfig.region}, credentials in ${files.credentials})`,
    `  Demo user  ${users.demo?.username}, password ${users.demo?.password}  (operator: ${users.operator?.username})`,
    `  Token      ${token}   (-- --user operator)`,
    `  Logs       ${files.logs}  (one file per log group)`,
    "",
    "Create an order; it is CONFIRMED a moment later:",
    "",
    `  curl -s ${apiUrl}/v1/orders -H "Authorization: Bearer $(${token})" \\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '{"customerName":"Ada Lovelace","items":[{"sku":"SKU-1","qty":2,"price":9.5}]}'`,
    "",
    "Look at it, with the id from the answer:",
    "",
    `  curl -s ${apiUrl}/v1/orders/ID -H "Authorization: Bearer $(${token})"`,
    "",
    "Stop with Ctrl-C.",
  ];
  return lines.join("\n");
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
