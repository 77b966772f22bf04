/**
 * What no retry can mend: a message that is not what its contract says, an order that does not exist.
 * Everything else that is thrown counts as transient. Either fails its record; neither is ever acknowledged.
 */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
}

/**
 * A step of a state machine answers that it can't be done; by the error's name the state machine knows what comes then.
 * Nothing is broken.
 */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
}
