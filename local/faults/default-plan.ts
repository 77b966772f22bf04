import type { FaultRule } from "./plan.ts";

/**
 * What AWS does on an ordinary day, more often than AWS does it; end-to-end tests run under these rules. Conflicts and
 * old reads happen to functions only, so that a test can look at what is there.
 */
export const EVERYDAY_FAULTS: readonly FaultRule[] = [
  { fault: "duplicate", service: "sqs", probability: 0.1 },
  { fault: "reorder", service: "sqs", probability: 0.2 },
  { fault: "lag", service: "dynamodb", function: "*", resource: "*/index/*", probability: 0.3, lagMs: 500 },
  { fault: "lag", service: "dynamodb", function: "*", operation: "GetItem", probability: 0.2, lagMs: 200 },
  { fault: "conflict", service: "dynamodb", function: "*", probability: 0.1 },
];
