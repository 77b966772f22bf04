import type { OrderBody, OrderCreated, StoredOrder } from "../../shared/contracts/order.ts";

export interface CreateOrderDeps {
  readonly orders: { put(order: StoredOrder): Promise<void> };
  readonly events: { send(message: OrderCreated, correlationId: string): Promise<void> };
  /** A UUID v4. */
  readonly newId: () => string;
  readonly now: () => Date;
}

export interface CreateOrder {
  readonly body: OrderBody;
  /** `sub` of the caller. */
  readonly owner: string;
  readonly correlationId: string;
}

/** The order is stored, but nobody has been told: it stays PENDING. */
export class OrderEventNotSentError extends Error {
  override readonly name = "OrderEventNotSentError";
  readonly orderId: string;

  constructor(orderId: string, cause: unknown) {
    super(`The order ${orderId} is stored, but OrderCreated could not be sent.`, { cause });
    this.orderId = orderId;
  }
}

/**
 * Stores a new order as PENDING, then tells the order processor. Resolves to the order's id.
 * @throws {OrderEventNotSentError} when the order is stored and the message could not be sent
 */
export async function createOrder(
  deps: CreateOrderDeps,
  { body, owner, correlationId }: CreateOrder,
): Promise<string> {
  const id = deps.newId();
  const details = { customerName: body.customerName.trim(), items: body.items };
  await deps.orders.put({ id, ...details, status: "PENDING", createdAt: deps.now().toISOString(), owner });
  try {
    await deps.events.send({ type: "OrderCreated", detail: { id, ...details } }, correlationId);
  } catch (error) {
    throw new OrderEventNotSentError(id, error);
  }
  return id;
}
