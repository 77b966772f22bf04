import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { attribute, type DeadLetter } from "../dead-letter.ts";
import type { Targets } from "../targets.ts";
import type { LastError, Redrive, Referrer } from "./referrer.ts";

/**
 * A function with a dead-letter queue for events of asynchronous invocations: the message is the event.
 * Source: Lambda Developer Guide, "Adding a dead-letter queue".
 */
export class FunctionDlq implements Referrer {
  readonly kind = "function";
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #targets: Targets;

  constructor({ FunctionName, FunctionArn, DeadLetterConfig }: FunctionConfiguration, targets: Targets) {
    this.name = FunctionName ?? "";
    this.arn = FunctionArn ?? "";
    this.deadLetterArn = DeadLetterConfig?.TargetArn ?? "";
    this.#targets = targets;
  }

  hasPut(letter: DeadLetter): boolean {
    return attribute(letter, "RequestID") !== undefined && attribute(letter, "ErrorCode") !== undefined;
  }

  errorOf(letter: DeadLetter): LastError | undefined {
    const message = attribute(letter, "ErrorMessage");
    return message === undefined ? undefined : { message };
  }

  redrive(letter: DeadLetter): Redrive {
    return this.#targets.to(this.arn, letter, { text: letter.body });
  }
}
