import type { FixtureResource } from "./stack-fixture.ts";

const REGION = "eu-west-1";
const ACCOUNT_ID = "111122223333";

/** The part of an ARN after the account, where it is not just the name. */
const ARN_RESOURCES: Readonly<Record<string, string>> = {
  "aws:cloudwatch/eventBus:EventBus": "event-bus/",
  "aws:cloudwatch/eventRule:EventRule": "rule/",
  "aws:cloudwatch/logGroup:LogGroup": "log-group:",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "alarm:",
  "aws:dynamodb/table:Table": "table/",
  "aws:iam/role:Role": "role/",
  "aws:kinesis/stream:Stream": "stream/",
  "aws:kms/key:Key": "key/",
  "aws:lambda/function:Function": "function:",
  "aws:sfn/stateMachine:StateMachine": "stateMachine:",
  "aws:sns/topic:Topic": "",
  "aws:sqs/queue:Queue": "",
};

/** How ARNs call a service where Pulumi's module is called otherwise. */
const ARN_SERVICES: Readonly<Record<string, string>> = { sfn: "states", opensearch: "aoss" };

/** What AWS would answer of a resource that others may refer to. */
export function outputsOf({ type, name, props }: FixtureResource): Readonly<Record<string, unknown>> {
  const module = type.split(/[:/]/)[1] ?? "";
  const service = type.startsWith("aws:cloudwatch/event")
    ? "events"
    : type.startsWith("aws:cloudwatch/log")
      ? "logs"
      : (ARN_SERVICES[module] ?? module);
  const physical = typeof props.name === "string" ? props.name : name;
  const part = ARN_RESOURCES[type] ?? `${type.split(":").at(-1)?.toLowerCase()}/`;
  const place = service === "iam" ? `:${ACCOUNT_ID}` : service === "s3" ? ":" : `${REGION}:${ACCOUNT_ID}`;
  const arn =
    service === "s3" ? `arn:aws:s3:::${physical}` : `arn:aws:${service}:${place}:${part}${physical}`;
  const url = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${physical}`;
  const given = Object.entries(props).filter(([, value]) => typeof value === "string");
  return {
    arn,
    id: service === "sqs" ? url : physical,
    name: physical,
    ...(service === "sqs" && { url }),
    ...Object.fromEntries(given),
  };
}
