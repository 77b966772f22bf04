import { isUnknown, type Properties } from "./resource.ts";

export type Tags = Readonly<Record<string, string>>;

/** The types with a local behaviour that can have tags. */
const TAGGABLE = new Set([
  "aws:apigatewayv2/api:Api",
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apigatewayv2/stage:Stage",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cognito/userPool:UserPool",
  "aws:dynamodb/table:Table",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketV2:BucketV2",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:sesv2/configurationSet:ConfigurationSet",
  "aws:sesv2/emailIdentity:EmailIdentity",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
]);

/** The provider's argument, which is JSON text. @returns undefined for what is none. */
export function parseDefaultTags(value: unknown): Tags | undefined {
  if (typeof value !== "string") return undefined;
  try {
    const { tags = {} } = JSON.parse(value) as { readonly tags?: Tags };
    return Object.values(tags).every((tag) => typeof tag === "string") ? tags : undefined;
  } catch {
    return undefined;
  }
}

/** Pulumi's AWS provider merges its own tags into a resource's when it checks them; the resource's win. */
export function withDefaultTags(type: string, inputs: Properties, defaults: Tags): Properties {
  const { tags = {} } = inputs;
  if (!TAGGABLE.has(type) || Object.keys(defaults).length === 0 || isUnknown(tags)) return inputs;
  return { ...inputs, tags: { ...defaults, ...(tags as Tags) } };
}
