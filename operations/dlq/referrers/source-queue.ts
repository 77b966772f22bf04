import type { DeadLetter } from "../dead-letter.ts";
import { type QueueSettings, queueName } from "../queues.ts";
import type { Targets } from "../targets.ts";
import type { Redrive, Referrer } from "./referrer.ts";

/** A queue whose messages are dead letters when they were received too often. Its consumer's log says why. */
export class SourceQueue implements Referrer {
  readonly kind = "queue";
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #targets: Targets;

  constructor(arn: string, deadLetterArn: string, targets: Targets) {
    this.arn = arn;
    this.deadLetterArn = deadLetterArn;
    this.#targets = targets;
  }

  get name(): string {
    return queueName(this.arn);
  }

  hasPut({ sourceQueueArn }: DeadLetter): boolean {
    return sourceQueueArn === this.arn;
  }

  errorOf(): undefined {
    return undefined;
  }

  redrive(letter: DeadLetter): Redrive {
    return this.#targets.asItIs(this.arn, letter);
  }
}

export function sourceQueues(queues: readonly QueueSettings[], targets: Targets): readonly SourceQueue[] {
  return queues.flatMap(({ arn, deadLetterArn }) =>
    deadLetterArn === undefined ? [] : [new SourceQueue(arn, deadLetterArn, targets)],
  );
}
