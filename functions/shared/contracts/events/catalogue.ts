import { imageAnalyzed } from "./image-analyzed.ts";
import { orderCancelled } from "./order-cancelled.ts";
import { orderConfirmed } from "./order-confirmed.ts";
import { orderCreated } from "./order-created.ts";
import { orderFailed } from "./order-failed.ts";
import { paymentRefunded } from "./payment-refunded.ts";
import { paymentTaken } from "./payment-taken.ts";
import { IMAGES, ORDERS, PAYMENTS, USERS } from "./sources.ts";
import { userRegistered } from "./user-registered.ts";

/** Every event on the bus `orderflow`, by the file its contract is in. */
export const EVENTS = {
  "order-created": { contract: orderCreated, source: ORDERS },
  "order-confirmed": { contract: orderConfirmed, source: ORDERS },
  "order-failed": { contract: orderFailed, source: ORDERS },
  "order-cancelled": { contract: orderCancelled, source: ORDERS },
  "payment-taken": { contract: paymentTaken, source: PAYMENTS },
  "payment-refunded": { contract: paymentRefunded, source: PAYMENTS },
  "user-registered": { contract: userRegistered, source: USERS },
  "image-analyzed": { contract: imageAnalyzed, source: IMAGES },
} as const;
