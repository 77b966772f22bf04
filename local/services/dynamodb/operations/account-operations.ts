import type { Operation } from "../../../core/service.ts";
import { operation } from "./operation.ts";

/** Source: Amazon DynamoDB Developer Guide, "Quotas": the initial ones of an account. */
const LIMITS = {
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
} as const;

const ENDPOINT_MINUTES = 1440;

/** What is asked of the account as a whole. */
export function accountOperations(endpoint: () => string): Readonly<Record<string, Operation>> {
  return {
    DescribeLimits: operation<object, object>(
      "DescribeLimits",
      {},
      () => [{ action: "dynamodb:DescribeLimits", resource: "*" }],
      () => LIMITS,
    ),
    DescribeEndpoints: operation<object, object>(
      "DescribeEndpoints",
      {},
      () => [{ action: "dynamodb:DescribeEndpoints", resource: "*" }],
      () => ({
        Endpoints: [{ Address: new URL(endpoint()).host, CachePeriodInMinutes: ENDPOINT_MINUTES }],
      }),
    ),
  };
}
