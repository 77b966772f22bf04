import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import type { FaultRule } from "../../local/faults/plan.ts";

const CREATE = { function: "orders-create*" };
const PROCESS = { function: "orders-process*" };
const RECONCILE = { function: "orders-reconcile*" };
const ANY = { function: "orders-*" };

const WRITES = { service: "dynamodb", operation: "TransactWriteItems" };
const SENDS = { service: "sqs", operation: "SendMessage" };
const RUNS = { service: "lambda" };

/** Longer than any attempt of the functions' clients: the call has its effect when they have given it up. */
const BEYOND_PATIENCE_MS = 20_000;

/** What fails together, beside what happens on an ordinary day. */
export const STORMS: Readonly<Record<string, readonly FaultRule[]>> = {
  "functions are killed at every await, in the middle of a batch too": [
    { fault: "crash-before", ...RUNS, ...ANY, probability: 0.05 },
    { fault: "crash-after", ...RUNS, ...ANY, probability: 0.05 },
    { fault: "crash-before", ...WRITES, ...CREATE, probability: 0.06 },
    { fault: "crash-after", ...WRITES, ...CREATE, probability: 0.06 },
    { fault: "crash-before", ...SENDS, ...CREATE, probability: 0.06 },
    { fault: "crash-after", ...SENDS, ...CREATE, probability: 0.06 },
    { fault: "crash-before", ...WRITES, ...PROCESS, probability: 0.06 },
    { fault: "crash-after", ...WRITES, ...PROCESS, probability: 0.06 },
  ],
  "answers are lost after the effect, and the consumer is throttled": [
    { fault: "drop", ...WRITES, ...ANY, probability: 0.4 },
    { fault: "drop", ...SENDS, ...ANY, probability: 0.5 },
    { fault: "drop", service: "sqs", ...PROCESS, probability: 0.3 },
    { fault: "throttle", ...RUNS, ...PROCESS, probability: 0.6 },
    { fault: "error", ...RUNS, ...PROCESS, probability: 0.2 },
    { fault: "error", service: "sqs", ...PROCESS, probability: 0.2 },
  ],
  "messages and calls are duplicated, reordered and delayed": [
    { fault: "duplicate", service: "sqs", resource: "order-events*", probability: 0.5 },
    { fault: "reorder", service: "sqs", resource: "order-events*", probability: 0.7 },
    { fault: "delay", ...SENDS, ...ANY, probability: 0.2, delayMs: 250 },
    { fault: "delay", ...RUNS, ...PROCESS, probability: 0.3, delayMs: BEYOND_PATIENCE_MS },
    { fault: "delay", ...WRITES, ...CREATE, probability: 0.02, delayMs: BEYOND_PATIENCE_MS },
    { fault: "delay", ...WRITES, ...PROCESS, probability: 0.05, delayMs: BEYOND_PATIENCE_MS },
  ],
  "DynamoDB throttles, conflicts and fails": [
    { fault: "throttle", ...WRITES, ...CREATE, probability: 0.1 },
    { fault: "throttle", ...WRITES, ...PROCESS, probability: 0.05 },
    { fault: "error", ...WRITES, ...ANY, probability: 0.3 },
    { fault: "conflict", ...WRITES, ...ANY, probability: 0.4 },
    { fault: "error", service: "dynamodb", ...RECONCILE, probability: 0.05 },
    { fault: "lag", service: "dynamodb", ...RECONCILE, probability: 0.8, lagMs: 60_000 },
  ],
  "the send fails, and so does the reconciler": [
    { fault: "error", ...SENDS, ...CREATE, probability: 0.9 },
    { fault: "error", ...SENDS, ...RECONCILE, probability: 0.4 },
    { fault: "error", ...RUNS, ...RECONCILE, probability: 0.1 },
    { fault: "throttle", ...RUNS, ...RECONCILE, probability: 0.2 },
    { fault: "crash-before", ...RECONCILE, probability: 0.02 },
    { fault: "crash-after", ...RECONCILE, probability: 0.02 },
    { fault: "drop", service: "dynamodb", operation: "UpdateItem", ...RECONCILE, probability: 0.3 },
  ],
  "everything fails at once": [
    { fault: "crash-before", ...ANY, probability: 0.01 },
    { fault: "crash-after", ...ANY, probability: 0.01 },
    { fault: "drop", service: "dynamodb", ...ANY, probability: 0.1 },
    { fault: "drop", service: "sqs", ...ANY, probability: 0.1 },
    { fault: "throttle", ...WRITES, ...ANY, probability: 0.03 },
    { fault: "throttle", ...RUNS, ...ANY, probability: 0.1 },
    { fault: "error", ...ANY, probability: 0.06 },
    { fault: "conflict", ...ANY, probability: 0.2 },
    { fault: "duplicate", service: "sqs", probability: 0.3 },
    { fault: "reorder", service: "sqs", probability: 0.3 },
  ],
};

/** The rules of a storm, and of an ordinary day. */
export const withEveryday = (rules: readonly FaultRule[]): readonly FaultRule[] => [
  ...rules,
  ...EVERYDAY_FAULTS,
];

/** No order gets a final status: the consumer may not write, which its client does not try again. */
export const OUTAGE: readonly FaultRule[] = [
  { fault: "throttle", code: "AccessDeniedException", ...WRITES, ...PROCESS },
];

/** No message reaches the consumer, so that they gather. */
export const CONSUMER_STOPPED: readonly FaultRule[] = [
  { fault: "error", service: "sqs", operation: "ReceiveMessage", ...PROCESS },
];
