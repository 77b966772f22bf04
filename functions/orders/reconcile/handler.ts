import type { Telemetry } from "../../shared/observability/invocation.ts";
import { subsegment } from "../../shared/observability/trace.ts";
import { type ScheduledHandler, scheduledHandler } from "../../shared/schedule/handler.ts";
import { type ReconcileDeps, type Reconciled, type ReconcilePolicy, reconcile } from "./core.ts";

/** Longer than the two calls that one record takes at most, with all their attempts. */
const RESERVE_MS = 10_000;

/** Target of the schedule `orders-reconcile`. */
export function createHandler(deps: ReconcileDeps, policy: ReconcilePolicy): ScheduledHandler {
  return scheduledHandler("orders", "ReconcileOrders", ({ telemetry, remainingMs }) =>
    reconcile(
      { ...deps, events: traced(deps.events) },
      policy,
      () => remainingMs() > RESERVE_MS,
      (reconciled) => report(reconciled, telemetry),
    ),
  );
}

/** Each send is a step that traces can be searched for by its order, beside those of the request that made it. */
function traced(events: ReconcileDeps["events"]): ReconcileDeps["events"] {
  return {
    send: (message, correlationId) =>
      subsegment("ResendOrderCreated", (trace) => {
        trace.annotate("correlationId", correlationId);
        trace.annotate("orderId", message.detail.id);
        return events.send(message, correlationId);
      }),
  };
}

function report(reconciled: Reconciled, { log, metrics }: Telemetry): void {
  switch (reconciled.outcome) {
    case "sent": {
      const { orderId, correlationId, sends } = reconciled.record;
      log.warn("The order had no final status and was announced again", { orderId, correlationId, sends });
      metrics.count("OrderEventsResent");
      return;
    }
    case "parked":
      log.error("The order was announced as often as it may be and has no final status", {
        outboxId: reconciled.id,
      });
      metrics.count("OutboxParked");
      return;
    case "failed":
      log.error("The outbox record failed; others go on", { outboxId: reconciled.id }, reconciled.cause);
      return;
    case "unread":
      log.error(
        "The outbox could not be read to its end; other shards go on",
        { shard: reconciled.shard },
        reconciled.cause,
      );
  }
}
