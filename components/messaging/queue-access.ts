import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { pascalCase } from "../core/names.ts";
import { resourcePolicy, type Statement } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";

export const SECONDS_PER_DAY = 86_400;

/** The statements of a grant on a queue: the actions on the queue, and those on its key through SQS. */
export function queueGrant(
  name: string,
  arn: pulumi.Input<string>,
  actions: readonly string[],
  key: EncryptionKey,
  keyActions: readonly string[],
): readonly Statement[] {
  return [
    { Sid: pascalCase(name, "queue"), Effect: "Allow", Action: actions, Resource: [arn] },
    key.usedThrough("sqs", pascalCase(name, "queue", "key"), keyActions),
  ];
}

/** Lets EventBridge send to a queue for a resource of its own: a rule, a bus, or the rules that a pattern stands for. */
export function allowEventBridge(queueArn: pulumi.Input<string>, sourceArn: pulumi.Input<string>): Statement {
  return {
    Sid: "EventBridge",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["sqs:SendMessage"],
    Resource: [queueArn],
    Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
  };
}

/** Lets SNS send to a queue for a topic: what its subscriptions deliver, or could not deliver elsewhere. */
export function allowTopic(queueArn: pulumi.Input<string>, topicArn: pulumi.Input<string>): Statement {
  return {
    Sid: "Topic",
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: ["sqs:SendMessage"],
    Resource: [queueArn],
    Condition: { ArnLike: { "aws:SourceArn": topicArn } },
  };
}

/** The queue's policy, which refuses whatever comes without TLS and lets in whom the statements name. */
export function refusePlainHttp(
  name: string,
  queue: aws.sqs.Queue,
  opts: pulumi.CustomResourceOptions,
  allowed: readonly Statement[] = [],
): void {
  new aws.sqs.QueuePolicy(
    name,
    {
      queueUrl: queue.url,
      policy: resourcePolicy([
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: ["sqs:*"],
          Resource: [queue.arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        ...allowed,
      ]),
    },
    opts,
  );
}
