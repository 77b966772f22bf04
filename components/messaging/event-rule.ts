import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "../compute/lambda-function.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import { createDeadLetterQueue, type DeadLetterQueue, type DeadLetters } from "./dead-letter-queue.ts";
import type { EventBus } from "./event-bus.ts";
import type { Queue } from "./queue.ts";
import type { Topic } from "./topic.ts";

/** What a target gets instead of the event, as EventBridge has it. */
export interface InputTransformer {
  /** Name of a variable -> where its value is in the event, such as `$.detail.data.orderId`. */
  readonly inputPaths: Readonly<Record<string, string>>;
  /** JSON, or quoted text of one or more lines, with `<name>` for a variable. */
  readonly inputTemplate: string;
}

export interface EventRuleArgs {
  readonly bus: EventBus;
  readonly description: string;
  /** Whose events. */
  readonly source: string;
  /** Which of them. */
  readonly detailTypes: readonly string[];
  /** What their details must satisfy, as an event pattern has it. Default: any. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /**
   * A queue must let the bus in: its `bus`, and so must a topic: its `events`. A function is started asynchronously and
   * looks after its own failures.
   */
  readonly target: Pick<Queue | Topic, "arn"> | Pick<LambdaFunction, "arn" | "functionName">;
  /** Default: the target gets the event. */
  readonly inputTransformer?: InputTransformer;
  /** For how long an event that the target does not take is tried again, 60 to 86400. */
  readonly maxEventAgeSeconds: number;
  /** How often, 0 to 185. */
  readonly maxRetryAttempts: number;
  readonly deadLetters: DeadLetters;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Brings events of a bus to one target, at least once. The pattern always names source and detail types, so that a new kind
 * of event reaches nobody who does not know it. What the target does not take to the end goes to a dead-letter queue
 * (`<name>-dlq`) with an alarm; another says when not even that was possible.
 */
export class EventRule extends Component {
  static readonly __pulumiType = "orderflow:messaging:EventRule";

  readonly deadLetters: DeadLetterQueue;

  constructor(name: string, args: EventRuleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EventRule.__pulumiType, name, opts);

    const rule = this.#createRule(name, args);
    this.deadLetters = this.#createDeadLetterQueue(name, rule, args);
    this.#createTarget(name, rule, args);
    this.#createAlarm(name, rule, args);
    this.registerOutputs({ deadLettersUrl: this.deadLetters.url });
  }

  #createRule(
    name: string,
    { bus, description, source, detailTypes, detail }: EventRuleArgs,
  ): aws.cloudwatch.EventRule {
    return new aws.cloudwatch.EventRule(
      name,
      {
        name: physicalName(NAME_LIMITS.eventRule, name),
        description,
        eventBusName: bus.busName,
        eventPattern: JSON.stringify({
          source: [source],
          "detail-type": detailTypes,
          ...(detail !== undefined && { detail }),
        }),
      },
      this.named,
    );
  }

  #createDeadLetterQueue(name: string, rule: aws.cloudwatch.EventRule, args: EventRuleArgs): DeadLetterQueue {
    return createDeadLetterQueue(
      `${name}-dlq`,
      {
        ...args.deadLetters,
        alarmActions: args.alarmActions,
        eventSource: rule.arn,
        why: `An event did not reach the target of the rule ${name}: what it starts was not done.`,
        whatToDo: "Read the error in the message's attributes, mend it, then redrive the dead-letter queue.",
      },
      this,
    );
  }

  #createTarget(name: string, rule: aws.cloudwatch.EventRule, args: EventRuleArgs): void {
    const { bus, target, inputTransformer } = args;
    const permission =
      "functionName" in target
        ? new aws.lambda.Permission(
            name,
            {
              action: "lambda:InvokeFunction",
              function: target.functionName,
              principal: "events.amazonaws.com",
              sourceArn: rule.arn,
            },
            this.child,
          )
        : undefined;
    new aws.cloudwatch.EventTarget(
      name,
      {
        targetId: physicalName(NAME_LIMITS.eventRule, name),
        rule: rule.name,
        eventBusName: bus.busName,
        arn: target.arn,
        ...(inputTransformer !== undefined && { inputTransformer }),
        retryPolicy: {
          maximumEventAgeInSeconds: args.maxEventAgeSeconds,
          maximumRetryAttempts: args.maxRetryAttempts,
        },
        deadLetterConfig: { arn: this.deadLetters.arn },
      },
      { ...this.named, dependsOn: permission === undefined ? [] : [permission] },
    );
  }

  /** An event that is not in the dead-letter queue either is lost. */
  #createAlarm(name: string, rule: aws.cloudwatch.EventRule, { bus, alarmActions }: EventRuleArgs): void {
    createAlarm(
      `${name}-lost`,
      {
        namespace: "AWS/Events",
        metricName: "InvocationsFailedToBeSentToDlq",
        dimensions: { EventBusName: bus.busName, RuleName: rule.name },
        statistic: "Sum",
        threshold: 0,
        periodSeconds: 60,
        why: `An event of the rule ${name} reached neither its target nor the dead-letter queue: it is lost but for the archive.`,
        whatToDo: "Mend the dead-letter queue's policy or key, then replay the archive to this rule.",
        actions: alarmActions,
      },
      this.named,
    );
  }
}
