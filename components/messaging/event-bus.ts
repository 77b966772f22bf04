import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Account, arnOf } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { createDeadLetterQueue, type DeadLetterQueue, type DeadLetters } from "./dead-letter-queue.ts";

export interface EventBusArgs {
  readonly account: Account;
  /** What is in the events, in a few words. */
  readonly description: string;
  /** For how long its archive keeps every event for a replay, at least 1. */
  readonly archiveDays: number;
  /** For events that EventBridge cannot encrypt. The key, which must let EventBridge in, is the bus's and the archive's too. */
  readonly deadLetters: DeadLetters;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * An event bus of the program's own, encrypted with a customer-managed key, and the archive from which its events can be
 * replayed. Nothing discovers schemas: those of the events are in the program.
 */
export class EventBus extends Component {
  static readonly __pulumiType = "orderflow:messaging:EventBus";

  readonly arn: pulumi.Output<string>;
  readonly busName: pulumi.Output<string>;
  readonly archiveArn: pulumi.Output<string>;
  /** What stands for all of its rules in a policy. */
  readonly ruleArns: pulumi.Output<string>;
  readonly deadLetters: DeadLetterQueue;
  readonly #name: string;

  constructor(name: string, args: EventBusArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EventBus.__pulumiType, name, opts);
    this.#name = name;
    const busName = physicalName(NAME_LIMITS.eventBus, name);
    this.ruleArns = arnOf(args.account, "events", `rule/${busName}/*`);

    this.deadLetters = this.#createDeadLetterQueue(name, busName, args);
    const bus = new aws.cloudwatch.EventBus(
      name,
      {
        name: busName,
        description: args.description,
        kmsKeyIdentifier: args.deadLetters.key.arn,
        deadLetterConfig: { arn: this.deadLetters.arn },
      },
      this.named,
    );
    const archive = this.#createArchive(name, bus, args);

    this.arn = bus.arn;
    this.busName = bus.name;
    this.archiveArn = archive.arn;
    this.registerOutputs({ arn: this.arn, busName: this.busName, archiveArn: this.archiveArn });
  }

  /** Put events of these sources: `events:PutEvents`. The variable `env` holds the bus's name. EventBridge itself uses the key. */
  publisher(env: string, ...sources: readonly [string, ...string[]]): Grant {
    return {
      env: { [env]: this.busName },
      statements: [
        {
          Sid: pascalCase(this.#name, "bus"),
          Effect: "Allow",
          Action: ["events:PutEvents"],
          Resource: [this.arn],
          Condition: { StringEquals: { "events:source": [...sources] } },
        },
      ],
    };
  }

  #createDeadLetterQueue(name: string, busName: string, args: EventBusArgs): DeadLetterQueue {
    return createDeadLetterQueue(
      `${name}-bus-dlq`,
      {
        ...args.deadLetters,
        alarmActions: args.alarmActions,
        eventSource: arnOf(args.account, "events", `event-bus/${busName}`),
        why: `An event did not get onto the bus ${name}: nobody was told what happened.`,
        whatToDo:
          "Mend the state or the policy of the bus's key, then redrive the dead-letter queue to the bus.",
      },
      this,
    );
  }

  #createArchive(
    name: string,
    bus: aws.cloudwatch.EventBus,
    args: EventBusArgs,
  ): aws.cloudwatch.EventArchive {
    return new aws.cloudwatch.EventArchive(
      name,
      {
        name: physicalName(NAME_LIMITS.eventArchive, name),
        eventSourceArn: bus.arn,
        retentionDays: args.archiveDays,
        kmsKeyIdentifier: args.deadLetters.key.arn,
      },
      this.stateful(args.deadLetters.protect),
    );
  }
}
