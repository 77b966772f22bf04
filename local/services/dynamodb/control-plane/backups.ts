import { validationError } from "../../../core/errors.ts";
import type { Table } from "../engine/table.ts";
import type { PointInTimeRecoverySpecification } from "./types.ts";

const DEFAULT_RECOVERY_DAYS = 35;
const DAY_MS = 24 * 3_600_000;

/** Turns point-in-time recovery of a table on or off. @throws {AwsError} `ValidationException` */
export function updateBackups(
  table: Table,
  specification: PointInTimeRecoverySpecification,
  now: number,
): void {
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } = specification;
  const { recoveryPeriodInDays: _days, recoverableSince, ...rest } = table.definition;
  if (!enabled && days !== undefined) {
    throw validationError("RecoveryPeriodInDays cannot be specified when point in time recovery is disabled");
  }
  table.definition = enabled
    ? {
        ...rest,
        recoveryPeriodInDays: days ?? DEFAULT_RECOVERY_DAYS,
        recoverableSince: recoverableSince ?? now,
      }
    : rest;
}

export function describeBackups({ definition }: Table, now: number): Readonly<Record<string, unknown>> {
  const { recoveryPeriodInDays: days, recoverableSince } = definition;
  if (days === undefined || recoverableSince === undefined) {
    return {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
    };
  }
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: "ENABLED",
      RecoveryPeriodInDays: days,
      EarliestRestorableDateTime: Math.max(recoverableSince, now - days * DAY_MS) / 1000,
      LatestRestorableDateTime: now / 1000,
    },
  };
}
