import { parseBusEvent } from "../../shared/batch/bus-event.ts";
import { satisfying } from "../../shared/batch/queue.ts";
import { isOrderCancelled } from "../../shared/contracts/generated/order-cancelled.js";
import { isOrderConfirmed } from "../../shared/contracts/generated/order-confirmed.js";
import { isOrderFailed } from "../../shared/contracts/generated/order-failed.js";
import { PermanentError } from "../../shared/errors.ts";

/** What customers are told of, each with a template in `functions/notifications/templates`. */
export type Occasion = "OrderConfirmed" | "OrderFailed" | "OrderCancelled";

/** What one customer is to be told, once. */
export interface Notification {
  readonly eventId: string;
  readonly orderId: string;
  /** The customer's `sub`. */
  readonly owner: string;
  readonly occasion: Occasion;
  /** All that the template shows. SES escapes nothing: what goes into HTML is escaped here. */
  readonly data: Readonly<Record<string, string>>;
}

/** @throws {PermanentError} for what is no event that customers are told of, or not as its contract has it */
export function notificationOf(body: string): Notification {
  const { detailType, detail } = parseBusEvent(body);
  switch (detailType) {
    case "OrderConfirmed":
      return aboutOrder(detailType, satisfying(detail, isOrderConfirmed));
    case "OrderCancelled":
      return aboutOrder(detailType, satisfying(detail, isOrderCancelled));
    case "OrderFailed": {
      const event = satisfying(detail, isOrderFailed);
      const { reason } = event.data;
      return aboutOrder(detailType, event, { reason, reasonHtml: escapeHtml(reason) });
    }
    default:
      throw new PermanentError("Customers are not told of events of this type.");
  }
}

interface OrderEvent {
  readonly metadata: { readonly eventId: string };
  readonly data: {
    readonly orderId: string;
    readonly owner: string;
    readonly totalCents: number;
    readonly currency: string;
  };
}

function aboutOrder(
  occasion: Occasion,
  { metadata: { eventId }, data: { orderId, owner, totalCents, currency } }: OrderEvent,
  more: Notification["data"] = {},
): Notification {
  return {
    eventId,
    orderId,
    owner,
    occasion,
    data: { orderId, total: money(totalCents, currency), ...more },
  };
}

/** As in Ireland, where the shop is: `€19.50`. */
function money(totalCents: number, currency: string): string {
  return new Intl.NumberFormat("en-IE", { style: "currency", currency }).format(totalCents / 100);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
