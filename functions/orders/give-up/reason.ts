/** The error of a task as Step Functions hands it over: that of a function has its JSON as cause. */
export interface StepError {
  readonly Error: string;
  readonly Cause?: string;
}

/** Errors whose message is written for the customer. */
const TOLD = ["OutOfStock", "PaymentDeclined"];

const UNTOLD = "The order could not be completed. You have not been charged.";

/** Why an order failed, as its customer may read it: nothing of ours. */
export function reasonOf({ Error: name, Cause: cause }: StepError): string {
  return (TOLD.includes(name) ? messageIn(cause) : undefined) ?? UNTOLD;
}

function messageIn(cause: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? "");
    return typeof errorMessage === "string" && errorMessage !== "" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}

/** @throws {TypeError} for anything but the error of a task */
export function stepErrorIn(event: unknown): StepError {
  const { error } = event as { readonly error?: Partial<StepError> };
  if (typeof error?.Error !== "string") throw new TypeError("The event has no error of a step.");
  return error as StepError;
}
