import type { DeliveryPolicy } from "../services/sqs/delivery.ts";
import type { Faults } from "./faults.ts";
import type { FaultKind } from "./plan.ts";

const DUPLICATES: ReadonlySet<FaultKind> = new Set(["duplicate"]);
const REORDERINGS: ReadonlySet<FaultKind> = new Set(["reorder"]);

/** How a standard queue delivers under the plan in force. */
export function deliveryUnder(faults: Faults, queueArn: string): DeliveryPolicy {
  const subject = { service: "sqs", operation: "ReceiveMessage", resources: [queueArn] };
  return {
    pick(visible) {
      if (visible < 2) return 0;
      const [active] = faults.wanted(subject, REORDERINGS);
      if (active === undefined) return 0;
      faults.record(active, subject);
      return 1 + active.choose(visible - 1);
    },
    duplicate() {
      const [active] = faults.wanted(subject, DUPLICATES);
      if (active !== undefined) faults.record(active, subject);
      return active !== undefined;
    },
  };
}
