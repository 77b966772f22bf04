import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Cloud } from "../../local/cloud.ts";
import type { Service } from "../../local/core/service.ts";
import { AWS_SERVICES, type AwsService, missingOperations } from "./service-operations.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/local-operations.md");

/** The page as it is, and as it has to be. */
export function operationsPage(service: (signingName: string) => Service | undefined): {
  readonly actual: string;
  readonly expected: string;
} {
  const sections = AWS_SERVICES.map((aws) => {
    const found = service(aws.signingName);
    if (found === undefined) throw new Error(`The local cloud does not have the service ${aws.signingName}.`);
    return sectionOf(aws, found);
  });
  return { actual: readFileSync(PAGE, "utf8"), expected: `${INTRODUCTION}\n${sections.join("\n")}` };
}

const INTRODUCTION = `# The operations of the local cloud

Every operation of the services that [the local cloud](local-cloud.md#services) has, and whether it is there. What is not is refused by name, in the protocol of the client: \`tests/e2e/missing-operations.test.ts\` calls each. \`npm run generate\` writes this page from the code and the AWS SDK.
`;

function sectionOf(aws: AwsService, service: Service): string {
  const missing = missingOperations(aws, service);
  const there = aws.operations.filter((name) => !missing.includes(name));
  const count = `${there.length} of ${aws.operations.length}`;
  const parts = [`## ${aws.title}: ${count}`, there.map((name) => `\`${name}\``).join(", ")];
  if (missing.length > 0) parts.push(`Not there: ${missing.join(", ")}`);
  return `${parts.join("\n\n")}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const workDirectory = mkdtempSync(join(tmpdir(), "operations-"));
  const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
  const cloud = await Cloud.start({ account, port: 0, workDirectory });
  try {
    writeFileSync(PAGE, operationsPage((name) => cloud.dispatcher.service(name)).expected);
  } finally {
    await cloud.close();
    rmSync(workDirectory, { recursive: true, force: true });
  }
}
