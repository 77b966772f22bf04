import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { type DeadLetter, objectOf } from "../dead-letter.ts";
import type { Targets } from "../targets.ts";
import { type LastError, NotRedrivable, type Redrive, type Referrer } from "./referrer.ts";

/** Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations". */
interface InvocationRecord {
  readonly requestContext: { readonly functionArn: string; readonly condition: string };
  readonly requestPayload?: unknown;
  readonly responsePayload?: { readonly errorType?: string; readonly errorMessage?: string } | null;
}

/** A function whose events go to a destination when they failed for the last time: the event is in a record of the invocation. */
export class FailureDestination implements Referrer {
  readonly kind = "function";
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #targets: Targets;

  constructor({ FunctionArn = "", DestinationConfig }: FunctionEventInvokeConfig, targets: Targets) {
    this.arn = withoutLatest(FunctionArn);
    this.deadLetterArn = DestinationConfig?.OnFailure?.Destination ?? "";
    this.#targets = targets;
  }

  get name(): string {
    return this.arn.split(":").slice(6).join(":");
  }

  hasPut(letter: DeadLetter): boolean {
    const record = recordOf(letter);
    return record !== undefined && withoutLatest(record.requestContext.functionArn) === this.arn;
  }

  errorOf(letter: DeadLetter): LastError | undefined {
    const record = recordOf(letter);
    if (record === undefined) return undefined;
    const { errorType, errorMessage } = record.responsePayload ?? {};
    const code = errorType ?? record.requestContext.condition;
    return { code, message: errorMessage ?? "The function did not run." };
  }

  redrive(letter: DeadLetter): Redrive {
    const record = recordOf(letter);
    if (record === undefined)
      throw new NotRedrivable("Its body is no record of an invocation of a function.");
    if (record.requestPayload === undefined)
      throw new NotRedrivable("The record of the invocation does not have the event.");
    return this.#targets.to(this.arn, letter, { text: JSON.stringify(record.requestPayload) });
  }
}

function recordOf(letter: DeadLetter): InvocationRecord | undefined {
  const record = objectOf(letter) as Partial<InvocationRecord> | undefined;
  return typeof record?.requestContext?.functionArn === "string" ? (record as InvocationRecord) : undefined;
}

/** A function without a version or an alias is also called `$LATEST`. */
function withoutLatest(functionArn: string): string {
  return functionArn.replace(/:\$LATEST$/, "");
}
