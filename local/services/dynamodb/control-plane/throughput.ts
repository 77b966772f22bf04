import type { BillingMode, IndexDefinition, Throughput } from "../engine/definition.ts";
import { invalidParameter } from "../errors.ts";

/** @throws {AwsError} `ValidationException` where a table and its indexes have not exactly what their billing mode needs. */
export function requireThroughput(
  billingMode: BillingMode,
  throughput: Throughput | undefined,
  indexes: readonly IndexDefinition[],
): void {
  const global = indexes.filter(({ kind }) => kind === "global");
  if (billingMode === "PAY_PER_REQUEST") {
    if (throughput !== undefined) {
      throw invalidParameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    for (const { name, throughput } of global) {
      if (throughput === undefined) continue;
      throw invalidParameter(
        `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
      );
    }
    return;
  }
  if (throughput === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  const missing = global.filter((index) => index.throughput === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${missing.join(",")}`);
  }
}
