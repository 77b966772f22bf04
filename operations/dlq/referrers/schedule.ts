import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  ResourceNotFoundException,
  type SchedulerClient,
  type ScheduleSummary,
} from "@aws-sdk/client-scheduler";
import { concurrently } from "../../concurrent.ts";
import { attribute, type DeadLetter, objectOf } from "../dead-letter.ts";
import type { Targets } from "../targets.ts";
import { type LastError, NotRedrivable, type Redrive, type Referrer } from "./referrer.ts";
import { serviceError } from "./service-error.ts";

/** In which member of the target's operation Scheduler has the payload. */
const PAYLOADS = ["Payload", "MessageBody", "Message", "Input"];

/**
 * A schedule of EventBridge Scheduler. The message is what it asked of its target: the operation's parameters.
 * Source: EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue".
 */
export class Schedule implements Referrer {
  readonly kind = "schedule";
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #targetArn: string;
  readonly #targets: Targets;

  constructor({ Name = "", Arn = "", Target }: GetScheduleCommandOutput, targets: Targets) {
    this.name = Name;
    this.arn = Arn;
    this.deadLetterArn = Target?.DeadLetterConfig?.Arn ?? "";
    this.#targetArn = Target?.Arn ?? "";
    this.#targets = targets;
  }

  hasPut(letter: DeadLetter): boolean {
    return attribute(letter, "SCHEDULE_ARN") === this.arn;
  }

  errorOf(letter: DeadLetter): LastError | undefined {
    return serviceError(letter);
  }

  redrive(letter: DeadLetter): Redrive {
    if (attribute(letter, "IS_PAYLOAD_TRUNCATED") === "true")
      throw new NotRedrivable("Scheduler has cut its payload off.");
    const request = objectOf(letter) ?? {};
    const text = PAYLOADS.map((member) => request[member]).find((value) => typeof value === "string");
    if (text === undefined)
      throw new NotRedrivable(`Its body is no request of Scheduler: it has none of ${PAYLOADS.join(", ")}.`);
    const { MessageGroupId } = request;
    const groupId = typeof MessageGroupId === "string" ? MessageGroupId : undefined;
    return this.#targets.to(this.#targetArn, letter, { text, groupId });
  }
}

export async function schedules(scheduler: SchedulerClient, targets: Targets): Promise<readonly Schedule[]> {
  const summaries: ScheduleSummary[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, {}))
    summaries.push(...Schedules);
  const all = await concurrently(summaries, (summary) => describe(scheduler, summary));
  return all.flatMap((schedule) =>
    schedule?.Target?.DeadLetterConfig?.Arn === undefined ? [] : [new Schedule(schedule, targets)],
  );
}

/** A schedule for one time may delete itself. */
async function describe(
  scheduler: SchedulerClient,
  { Name, GroupName }: ScheduleSummary,
): Promise<GetScheduleCommandOutput | undefined> {
  try {
    return await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
