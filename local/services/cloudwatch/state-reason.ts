import type { AlarmDefinition } from "./alarm-definition.ts";
import type { AlarmState } from "./evaluation.ts";

/** The statistic of one period. */
interface Datapoint {
  /** When the period begins, in milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

const WORDS: Readonly<Record<AlarmDefinition["comparison"], string>> = {
  GreaterThanThreshold: "greater than",
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

export function unknownReason(periods: number): string {
  return `Insufficient Data: ${counted(periods, "datapoint")} unknown.`;
}

/**
 * Why an alarm is in `state`, in CloudWatch's words, which tools and people read the values from.
 * Source: CloudWatch User Guide, "Alarm events and EventBridge", whose samples have them.
 */
export function thresholdReason(
  definition: AlarmDefinition,
  change: {
    readonly from: AlarmState;
    readonly to: AlarmState;
    /** Those that count for it, newest first. */
    readonly datapoints: readonly Datapoint[];
    readonly missing: number;
  },
): string {
  const { comparison, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData } = definition;
  const { from, to, datapoints, missing } = change;
  const treated = `${counted(missing, "missing datapoint")} treated as [${treatMissingData === "breaching" ? "Breaching" : "NonBreaching"}]`;
  if (datapoints.length === 0) {
    const periods = `${evaluationPeriods} period${evaluationPeriods === 1 ? "" : "s"}`;
    return `Threshold Crossed: no datapoints were received for ${periods} and ${treated}.`;
  }
  const verb = datapoints.length === 1 ? "was" : "were";
  const shown = datapoints.map(({ at, value }) => `${double(value)} (${time(at)})`).join(", ");
  const compared = `[${shown}] ${verb} ${to === "OK" ? "not " : ""}${WORDS[comparison]} the threshold (${double(threshold)})`;
  const count = datapoints.length;
  if (from === "INSUFFICIENT_DATA")
    return `Threshold Crossed: ${count} datapoint${count === 1 ? "" : "s"} ${compared}.`;
  const least = to === "ALARM" ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const minimum = `minimum ${least} datapoint${least === 1 ? "" : "s"} for ${from} -> ${to} transition`;
  return `Threshold Crossed: ${count} out of the last ${evaluationPeriods} datapoints ${compared} (${minimum}).`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}

function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `dd/MM/yy HH:mm:ss` */
function time(at: number): string {
  const [date = "", clock = ""] = new Date(at).toISOString().split("T");
  const [year = "", month, day] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${clock.slice(0, 8)}`;
}
