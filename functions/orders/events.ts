import type { StoredOrder } from "../shared/contracts/order.ts";
import { totalCentsOf } from "../shared/money.ts";

export interface OrderEvent<Data = unknown> {
  readonly metadata: {
    readonly version: 1;
    /** The same for every repeat of the event. */
    readonly eventId: string;
    readonly correlationId: string;
    readonly occurredAt: string;
  };
  readonly data: Data;
}

type About = ReturnType<typeof aboutOf>;

function aboutOf(order: StoredOrder) {
  return {
    orderId: order.id,
    owner: order.owner,
    totalCents: totalCentsOf(order.items),
    currency: "EUR",
  } as const;
}

function eventOf<Data>(name: string, order: StoredOrder, now: Date, data: Data): OrderEvent<Data> {
  return {
    metadata: {
      version: 1,
      eventId: `${name}:${order.id}`,
      correlationId: order.correlationId ?? order.id,
      occurredAt: now.toISOString(),
    },
    data,
  };
}

export function orderConfirmedEvent(order: StoredOrder, now: Date): OrderEvent<About> {
  return eventOf("OrderConfirmed", order, now, aboutOf(order));
}

export function orderFailedEvent(
  order: StoredOrder,
  reason: string,
  now: Date,
): OrderEvent<About & { readonly reason: string }> {
  return eventOf("OrderFailed", order, now, { ...aboutOf(order), reason });
}
