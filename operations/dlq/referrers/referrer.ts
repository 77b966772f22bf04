import type { DeadLetter } from "../dead-letter.ts";

/** What puts its failed work into a dead-letter queue. */
export interface Referrer {
  readonly kind: "queue" | "rule" | "bus" | "subscription" | "function" | "schedule";
  /** What people call it. */
  readonly name: string;
  readonly arn: string;
  readonly deadLetterArn: string;
  /** Whether a message can be told to have been put by it. */
  hasPut(message: DeadLetter): boolean;
  /** What the message itself says of why it failed. */
  errorOf(message: DeadLetter): LastError | undefined;
  /**
   * What would be done again, and who does it.
   * @throws {NotRedrivable} when the message is not of the form that it puts, or what failed can't be called
   */
  redrive(message: DeadLetter): Redrive;
}

export interface LastError {
  readonly code?: string;
  readonly message: string;
  /** Which log says so, where the message does not. */
  readonly log?: string;
}

export interface Redrive {
  /** Whom it goes to: an ARN. */
  readonly to: string;
  /** Hands it over. Resolves to the id that the one who takes it knows it by. */
  send(): Promise<string>;
}

/** Why a message stays where it is. */
export class NotRedrivable extends Error {}
