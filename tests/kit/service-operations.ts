import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as streams from "@aws-sdk/client-dynamodb-streams";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as ses from "@aws-sdk/client-sesv2";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import type { Service } from "../../local/core/service.ts";
import { ROUTES as XRAY_ROUTES } from "../../local/services/xray/routes.ts";

/** A service as AWS has it. */
export interface AwsService {
  readonly title: string;
  readonly signingName: string;
  /** Of its API, by name. */
  readonly operations: readonly string[];
}

/** What S3's client has of other services: directory buckets (`s3express`) and Object Lambda. */
const OTHERS: ReadonlySet<string> = new Set([
  "CreateSession",
  "ListDirectoryBuckets",
  "WriteGetObjectResponse",
]);

/** Every service behind the gateway, with all that AWS has of it, whether it is there or not. */
export const AWS_SERVICES: readonly AwsService[] = [
  { title: "DynamoDB", signingName: "dynamodb", operations: commands(dynamodb) },
  { title: "DynamoDB Streams", signingName: "dynamodb", operations: commands(streams) },
  { title: "S3", signingName: "s3", operations: commands(s3).filter((name) => !OTHERS.has(name)) },
  { title: "SQS", signingName: "sqs", operations: commands(sqs) },
  { title: "Lambda", signingName: "lambda", operations: commands(lambda) },
  { title: "Cognito user pools", signingName: "cognito-idp", operations: commands(cognito) },
  { title: "KMS", signingName: "kms", operations: commands(kms) },
  { title: "IAM", signingName: "iam", operations: commands(iam) },
  { title: "STS", signingName: "sts", operations: commands(sts) },
  { title: "CloudWatch Logs", signingName: "logs", operations: commands(logs) },
  {
    title: "CloudWatch",
    signingName: "monitoring",
    // Source: the API model `cloudwatch/2010-08-01` of botocore 1.43.
    operations: names(`
      DeleteAlarmMuteRule DeleteAlarms DeleteAnomalyDetector DeleteDashboards DeleteInsightRules DeleteMetricStream
      DescribeAlarmContributors DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DescribeAnomalyDetectors
      DescribeInsightRules DisableAlarmActions DisableInsightRules EnableAlarmActions EnableInsightRules
      GetAlarmMuteRule GetDashboard GetInsightRuleReport GetMetricData GetMetricStatistics GetMetricStream
      GetMetricWidgetImage GetOTelEnrichment ListAlarmMuteRules ListDashboards ListManagedInsightRules
      ListMetricStreams ListMetrics ListTagsForResource PutAlarmMuteRule PutAnomalyDetector PutCompositeAlarm
      PutDashboard PutInsightRule PutManagedInsightRules PutMetricAlarm PutMetricData PutMetricStream SetAlarmState
      StartMetricStreams StartOTelEnrichment StopMetricStreams StopOTelEnrichment TagResource UntagResource`),
  },
  {
    title: "SNS",
    signingName: "sns",
    // Source: the API model `sns/2010-03-31` of botocore 1.43.
    operations: names(`
      AddPermission CheckIfPhoneNumberIsOptedOut ConfirmSubscription CreatePlatformApplication CreatePlatformEndpoint
      CreateSMSSandboxPhoneNumber CreateTopic DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber
      DeleteTopic GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes
      GetSMSSandboxAccountStatus GetSubscriptionAttributes GetTopicAttributes ListEndpointsByPlatformApplication
      ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers
      ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics OptInPhoneNumber Publish PublishBatch
      PutDataProtectionPolicy RemovePermission SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes
      SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource
      VerifySMSSandboxPhoneNumber`),
  },
  {
    title: "EventBridge",
    signingName: "events",
    // Source: the API model `events/2015-10-07` of botocore 1.43.
    operations: names(`
      ActivateEventSource CancelReplay CreateApiDestination CreateArchive CreateConnection CreateEndpoint
      CreateEventBus CreatePartnerEventSource DeactivateEventSource DeauthorizeConnection DeleteApiDestination
      DeleteArchive DeleteConnection DeleteEndpoint DeleteEventBus DeletePartnerEventSource DeleteRule
      DescribeApiDestination DescribeArchive DescribeConnection DescribeEndpoint DescribeEventBus DescribeEventSource
      DescribePartnerEventSource DescribeReplay DescribeRule DisableRule EnableRule ListApiDestinations ListArchives
      ListConnections ListEndpoints ListEventBuses ListEventSources ListPartnerEventSourceAccounts
      ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules ListTagsForResource ListTargetsByRule
      PutEvents PutPartnerEvents PutPermission PutRule PutTargets RemovePermission RemoveTargets StartReplay
      TagResource TestEventPattern UntagResource UpdateApiDestination UpdateArchive UpdateConnection UpdateEndpoint
      UpdateEventBus`),
  },
  { title: "SES", signingName: "ses", operations: commands(ses) },
  { title: "EventBridge Scheduler", signingName: "scheduler", operations: commands(scheduler) },
  { title: "Systems Manager", signingName: "ssm", operations: commands(ssm) },
  { title: "Step Functions", signingName: "states", operations: commands(sfn) },
  { title: "X-Ray", signingName: "xray", operations: Object.keys(XRAY_ROUTES) },
];

function commands(client: object): readonly string[] {
  return Object.keys(client)
    .filter((name) => /^[A-Z]\w*Command$/.test(name))
    .map((name) => name.slice(0, -"Command".length))
    .sort();
}

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** What AWS has of a service and the local cloud does not. */
export function missingOperations({ operations }: AwsService, service: Service): readonly string[] {
  return operations.filter((name) => !Object.hasOwn(service.operations, name));
}
