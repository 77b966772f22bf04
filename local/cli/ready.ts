import { join } from "node:path";
import type { Platform } from "../platform.ts";
import { quoted } from "./quoted.ts";
import type { InstanceFiles } from "./stack-file.ts";
import { STATE_DIRECTORY } from "./state-directory.ts";

/** What `npm start` ends with: where everything is, and how to try it. */
export async function readyText(
  platform: Platform,
  files: InstanceFiles,
  directory: string,
): Promise<string> {
  const { apiUrl, endpoint, users, stack, clientConfig } = platform;
  const seconds = (performance.now() / 1000).toFixed(1);
  const elsewhere = files.directory !== join(directory, STATE_DIRECTORY);
  const stateDirectory = elsewhere ? ` -- --state-dir ${quoted(files.directory)}` : "";
  const command = `npm run -s token --prefix ${quoted(directory)}${stateDirectory}`;
  const adminSignIn = await allowsAdminSignIn(platform);
  const bearer = adminSignIn ? `$(${command})` : "$TOKEN";
  const token = adminSignIn
    ? `${command}   (${elsewhere ? "" : "-- "}--user operator)`
    : "sign in by SRP (USER_SRP_AUTH); this stack does not set orderflow:adminPasswordSignIn";
  const lines = [
    "",
    `Orderflow (stack ${stack}) is ready after ${seconds} s${platform.recorded ? ", with nothing changed since its last deployment" : ""}.`,
    ...(elsewhere
      ? [`Another instance has ${STATE_DIRECTORY}; the files of this one are in ${files.directory}.`]
      : []),
    "",
    `  API        ${apiUrl}`,
    `  AWS        ${endpoint}  (region ${clientConfig.region}, credentials in ${files.credentials})`,
    `  Demo user  ${users.demo?.username}, password ${users.demo?.password}  (operator: ${users.operator?.username})`,
    `  Token      ${token}`,
    `  Logs       npm run local -- logs --follow  (or ${files.logs}, one file per log group)`,
    "",
    "Create an order; it is CONFIRMED a moment later:",
    "",
    `  curl -s ${apiUrl}/v1/orders -H "Authorization: Bearer ${bearer}" \\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '{"customerName":"Ada Lovelace","items":[{"sku":"SKU-1","qty":2,"price":9.5}]}'`,
    "",
    "Look at it, with the id from the answer:",
    "",
    `  curl -s ${apiUrl}/v1/orders/ID -H "Authorization: Bearer ${bearer}"`,
    "",
    "Look after it with the AWS CLI, as an operator who changes nothing of it (docs/local-cloud.md, Operator):",
    "",
    `  export AWS_SHARED_CREDENTIALS_FILE=${quoted(files.credentials)} AWS_PROFILE=operator AWS_DEFAULT_REGION=${clientConfig.region}`,
    `  aws --endpoint-url ${endpoint} dynamodb list-tables`,
    "",
    "Stop with Ctrl-C.",
  ];
  return lines.join("\n");
}

async function allowsAdminSignIn(platform: Platform): Promise<boolean> {
  const { UserPoolClient } = await platform.callAsRoot<{
    UserPoolClient: { ExplicitAuthFlows: readonly string[] };
  }>("cognito-idp", "DescribeUserPoolClient", {
    UserPoolId: platform.outputs.userPoolId,
    ClientId: platform.outputs.userPoolClientId,
  });
  return UserPoolClient.ExplicitAuthFlows.includes("ALLOW_ADMIN_USER_PASSWORD_AUTH");
}
