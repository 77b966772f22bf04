import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "../compute/lambda-function.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { createDeadLetterQueue, type DeadLetterQueue, type DeadLetters } from "./dead-letter-queue.ts";
import type { Queue } from "./queue.ts";
import type { Topic } from "./topic.ts";

/** What a message must satisfy, as a filter policy of SNS has it: keys, and the values each may have. */
type FilterPolicy = Readonly<Record<string, unknown>>;

export interface TopicSubscriptionArgs {
  readonly topic: Topic;
  /** A queue must let the topic in: its `topic`. A function is started asynchronously and looks after its own failures. */
  readonly subscriber: Pick<Queue, "arn"> | Pick<LambdaFunction, "arn" | "functionName">;
  /** Which messages, by their attributes or by their JSON bodies. Default: all. */
  readonly filter?: { readonly attributes: FilterPolicy } | { readonly body: FilterPolicy };
  /** Sends a queue the message as it was published, without SNS's envelope. Default false. */
  readonly raw?: boolean;
  /** The key must let SNS in: `topicDeliveries` of `Key`. */
  readonly deadLetters: DeadLetters;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Brings messages of a topic to one subscriber, at least once and whatever becomes of the other subscribers. What SNS can't
 * deliver goes to a dead-letter queue (`<name>-dlq`) with an alarm: at once where the subscriber is gone or refuses, after
 * 23 days of attempts where it is not available.
 */
export class TopicSubscription extends Component {
  static readonly __pulumiType = "orderflow:messaging:TopicSubscription";

  readonly deadLetters: DeadLetterQueue;

  constructor(name: string, args: TopicSubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TopicSubscription.__pulumiType, name, opts);

    this.deadLetters = this.#createDeadLetterQueue(name, args);
    this.#subscribe(name, args);
    this.registerOutputs({ deadLettersUrl: this.deadLetters.url });
  }

  #createDeadLetterQueue(
    name: string,
    { topic, deadLetters, alarmActions }: TopicSubscriptionArgs,
  ): DeadLetterQueue {
    return createDeadLetterQueue(
      `${name}-dlq`,
      {
        ...deadLetters,
        alarmActions,
        topic: topic.arn,
        why: `A message did not reach the subscriber of ${name}: what it starts was not done.`,
        whatToDo:
          "Mend the subscriber's policy or key, then redrive the dead-letter queue to the subscriber.",
      },
      this,
    );
  }

  #subscribe(name: string, { topic, subscriber, filter, raw }: TopicSubscriptionArgs): void {
    const permission =
      "functionName" in subscriber ? this.#letTopicInvoke(name, topic, subscriber) : undefined;
    new aws.sns.TopicSubscription(
      name,
      {
        topic: topic.arn,
        protocol: permission === undefined ? "sqs" : "lambda",
        endpoint: subscriber.arn,
        ...(filter !== undefined && filterOf(filter)),
        ...(raw && { rawMessageDelivery: true }),
        redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: this.deadLetters.arn }),
      },
      { ...this.child, dependsOn: permission === undefined ? [] : [permission] },
    );
  }

  #letTopicInvoke(
    name: string,
    topic: Topic,
    { functionName }: Pick<LambdaFunction, "functionName">,
  ): aws.lambda.Permission {
    return new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: functionName,
        principal: "sns.amazonaws.com",
        sourceArn: topic.arn,
      },
      this.child,
    );
  }
}

function filterOf(
  filter: NonNullable<TopicSubscriptionArgs["filter"]>,
): Pick<aws.sns.TopicSubscriptionArgs, "filterPolicy" | "filterPolicyScope"> {
  return "body" in filter
    ? { filterPolicy: JSON.stringify(filter.body), filterPolicyScope: "MessageBody" }
    : { filterPolicy: JSON.stringify(filter.attributes), filterPolicyScope: "MessageAttributes" };
}
