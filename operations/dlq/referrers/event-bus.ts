import { DescribeEventBusCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { concurrently } from "../../concurrent.ts";
import { attribute, type DeadLetter, objectOf } from "../dead-letter.ts";
import { eventOf, isEvent } from "../event.ts";
import type { Targets } from "../targets.ts";
import type { LastError, Redrive, Referrer } from "./referrer.ts";
import { allBuses } from "./rule-target.ts";
import { serviceError } from "./service-error.ts";

interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
}

/**
 * A bus itself: what it could not encrypt got to none of its rules, nor into an archive. So it is the bus that failed, and
 * that gets the event, under a new id.
 * Source: EventBridge User Guide, "Using dead-letter queues to capture encrypted event errors".
 */
export class EventBus implements Referrer {
  readonly kind = "bus";
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #targets: Targets;

  constructor({ name, arn, deadLetterArn }: Bus, targets: Targets) {
    this.name = name;
    this.arn = arn;
    this.deadLetterArn = deadLetterArn;
    this.#targets = targets;
  }

  hasPut(letter: DeadLetter): boolean {
    return (
      attribute(letter, "ERROR_CODE") !== undefined &&
      attribute(letter, "RULE_ARN") === undefined &&
      isEvent(objectOf(letter))
    );
  }

  errorOf(letter: DeadLetter): LastError | undefined {
    return serviceError(letter);
  }

  redrive(letter: DeadLetter): Redrive {
    const event = eventOf(letter);
    return this.#targets.onBus(this.arn, {
      Source: event.source,
      DetailType: event["detail-type"],
      Time: new Date(event.time),
      Resources: [...event.resources],
      Detail: JSON.stringify(event.detail),
    });
  }
}

export async function eventBuses(events: EventBridgeClient, targets: Targets): Promise<readonly EventBus[]> {
  const found = await concurrently(await allBuses(events), async ({ Name: name = "", Arn: arn = "" }) => {
    const { DeadLetterConfig } = await events.send(new DescribeEventBusCommand({ Name: arn }));
    const deadLetterArn = DeadLetterConfig?.Arn;
    return deadLetterArn === undefined ? undefined : new EventBus({ name, arn, deadLetterArn }, targets);
  });
  return found.filter((bus) => bus !== undefined);
}
