/** How a standard queue, which promises neither order nor single delivery, picks what it delivers next. */
export interface DeliveryPolicy {
  /** The position of the next message to deliver among `visible` ones (at least one), the oldest at 0. */
  pick(visible: number): number;
  /** Whether the message that is being delivered is to be delivered once more. */
  duplicate(): boolean;
}

/** The oldest first, each once: what a standard queue does nearly always. */
export const IN_ORDER: DeliveryPolicy = { pick: () => 0, duplicate: () => false };
