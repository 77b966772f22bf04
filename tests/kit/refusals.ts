import { Cloud } from "../../local/cloud.ts";
import {
  cborRequest,
  jsonRequest,
  type Key,
  queryRequest,
  type RequestParts,
  signedCall,
} from "./signed-call.ts";

/** One call of a service that its clients can make, in a protocol that they speak. */
interface Sample {
  readonly service: string;
  readonly signingName: string;
  readonly protocol: string;
  readonly operation: string;
  readonly request: RequestParts;
}

export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** What a service answers to each call that it has to refuse. */
export interface Refusals extends Omit<Sample, "request"> {
  readonly unsigned: Refusal;
  readonly unknownKey: Refusal;
  readonly wrongSecret: Refusal;
  readonly expiredSession: Refusal;
  readonly explicitDeny: Refusal;
}

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const QUEUE_URL = "http://localhost/000000000000/q";

const SAMPLES: readonly Sample[] = [
  ...jsonSamples("DynamoDB", "dynamodb", "DynamoDB_20120810", "PutItem", {
    TableName: "t",
    Item: { id: { S: "1" } },
  }),
  ...jsonSamples("DynamoDB Streams", "dynamodb", "DynamoDBStreams_20120810", "ListStreams", {}),
  ...jsonSamples("SQS", "sqs", "AmazonSQS", "SendMessage", { QueueUrl: QUEUE_URL, MessageBody: "m" }),
  ...querySamples("SQS", "sqs", "SendMessage", { QueueUrl: QUEUE_URL, MessageBody: "m" }),
  ...jsonSamples("Cognito", "cognito-idp", "AWSCognitoIdentityProviderService", "ListUsers", {
    UserPoolId: "eu-west-1_aaaaaaaaa",
  }),
  ...jsonSamples("KMS", "kms", "TrentService", "CreateKey", {}),
  ...jsonSamples("CloudWatch Logs", "logs", "Logs_20140328", "FilterLogEvents", { logGroupName: "g" }),
  {
    service: "CloudWatch",
    signingName: "monitoring",
    protocol: "CBOR",
    operation: "ListMetrics",
    request: cborRequest("GraniteServiceVersion20100801", "ListMetrics"),
  },
  ...jsonSamples("CloudWatch", "monitoring", "GraniteServiceVersion20100801", "ListMetrics", {}),
  ...querySamples("CloudWatch", "monitoring", "ListMetrics", {}),
  ...querySamples("SNS", "sns", "Publish", {
    TopicArn: "arn:aws:sns:eu-west-1:000000000000:t",
    Message: "m",
  }),
  ...querySamples("IAM", "iam", "GetRole", { RoleName: "r" }),
  ...querySamples("STS", "sts", "AssumeRole", {
    RoleArn: "arn:aws:iam::000000000000:role/refused",
    RoleSessionName: "other",
  }),
  ...restSamples("Lambda", "lambda", "ListFunctions", "/2015-03-31/functions"),
  {
    service: "S3",
    signingName: "s3",
    protocol: "REST-XML",
    operation: "CreateBucket",
    request: { method: "PUT", path: "/refused" },
  },
  ...restSamples("SES", "ses", "ListEmailTemplates", "/v2/email/templates"),
  ...restSamples("EventBridge Scheduler", "scheduler", "GetSchedule", "/schedules/s"),
  ...jsonSamples("EventBridge", "events", "AWSEvents", "ListEventBuses", {}),
  ...jsonSamples("Systems Manager", "ssm", "AmazonSSM", "DescribeParameters", {}),
  ...jsonSamples("Step Functions", "states", "AWSStepFunctions", "ListStateMachines", {}),
  {
    service: "X-Ray",
    signingName: "xray",
    protocol: "REST-JSON",
    operation: "PutTraceSegments",
    request: { path: "/TraceSegments", body: JSON.stringify({ TraceSegmentDocuments: [] }) },
  },
];

function jsonSamples(
  service: string,
  signingName: string,
  prefix: string,
  operation: string,
  input: object,
): readonly Sample[] {
  return [
    { service, signingName, protocol: "JSON", operation, request: jsonRequest(prefix, operation, input) },
  ];
}

function querySamples(
  service: string,
  signingName: string,
  operation: string,
  input: Readonly<Record<string, string>>,
): readonly Sample[] {
  return [{ service, signingName, protocol: "query", operation, request: queryRequest(operation, input) }];
}

function restSamples(
  service: string,
  signingName: string,
  operation: string,
  path: string,
): readonly Sample[] {
  return [{ service, signingName, protocol: "REST-JSON", operation, request: { method: "GET", path } }];
}

/**
 * Asks every service of a local cloud, over HTTP, what it must refuse.
 * @throws {Error} for a service without a sample, and for a call that was not refused
 */
export async function refusals(workDirectory: string): Promise<readonly Refusals[]> {
  const cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory });
  try {
    const asked = new Set(SAMPLES.map(({ signingName }) => signingName));
    for (const { signingName } of cloud.dispatcher.services())
      if (!asked.has(signingName)) throw new Error(`There is no sample of a call of ${signingName}.`);
    const deniedSession = sessionOf(cloud);
    const denied = await Promise.all(SAMPLES.map((sample) => ask(cloud, sample, deniedSession)));
    await cloud.clock.advance(900_000);
    const { rootCredentials } = cloud.iam;
    return await Promise.all(
      SAMPLES.map(async (sample, index) => {
        const { request: _, ...what } = sample;
        const unknown = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
        return {
          ...what,
          unsigned: await ask(cloud, sample, undefined),
          unknownKey: await ask(cloud, sample, unknown),
          wrongSecret: await ask(cloud, sample, { ...rootCredentials, secretAccessKey: "wrong" }),
          expiredSession: await ask(cloud, sample, deniedSession),
          explicitDeny: denied[index] as Refusal,
        };
      }),
    );
  } finally {
    await cloud.close();
  }
}

/** A session of a role that is allowed everything, and denied it too. */
function sessionOf({ iam }: Cloud): Key {
  const document = (Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const { arn } = iam.roles.create({
    name: "refused",
    assumeRolePolicy: document([
      { Effect: "Allow", Principal: { AWS: ACCOUNT.accountId }, Action: "sts:AssumeRole" },
    ]),
  });
  const both = ["Allow", "Deny"].map((Effect) => ({ Effect, Action: "*", Resource: "*" }));
  iam.roles.putPolicy("refused", "both", document(both));
  return iam.assume(arn, iam.rootPrincipal, "session", 900);
}

async function ask({ endpoint }: Cloud, sample: Sample, key: Key | undefined): Promise<Refusal> {
  const response = await signedCall({ ...sample, endpoint, region: ACCOUNT.region, key });
  const text = await response.text();
  const [, code = response.headers.get("x-amzn-errortype") ?? ""] = /<Code>(.*)<\/Code>/.exec(text) ?? [];
  if (response.ok || code === "")
    throw new Error(`${sample.signingName}:${sample.operation} answered ${response.status}: ${text}`);
  return { code, status: response.status, message: text };
}

const COLUMNS = {
  unsigned: "unsigned",
  unknownKey: "unknown key",
  wrongSecret: "wrong secret",
  expiredSession: "expired session",
  explicitDeny: "explicit `Deny`",
} as const;

/** The table of `docs/local-cloud.md`. */
export function refusalTable(all: readonly Refusals[]): string {
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["service", "asked", ...Object.values(COLUMNS)]),
    row(Array.from({ length: names.length + 2 }, () => "---")),
    ...all.map((refusal) =>
      row([
        refusal.service,
        `\`${refusal.operation}\`, ${refusal.protocol}`,
        ...names.map((name) => `\`${refusal[name].code}\` ${refusal[name].status}`),
      ]),
    ),
  ].join("\n");
}
