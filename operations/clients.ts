import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { ClientPlace } from "./place.ts";

/** An account has more rules and schedules than its quotas let one describe at once: the SDK's waits make up for it. */
const MAX_ATTEMPTS = 8;

/** The services that have to do with dead letters. */
export class Clients {
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly scheduler: SchedulerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly states: SFNClient;

  constructor(place: ClientPlace) {
    const config = { ...place, maxAttempts: MAX_ATTEMPTS };
    this.events = new EventBridgeClient(config);
    this.lambda = new LambdaClient(config);
    this.logs = new CloudWatchLogsClient(config);
    this.scheduler = new SchedulerClient(config);
    this.sns = new SNSClient(config);
    this.sqs = new SQSClient(config);
    this.states = new SFNClient(config);
  }
}
