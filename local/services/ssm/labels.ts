import { tooManyLabels, versionNotFound } from "./errors.ts";
import { latest, type Parameter, type ParameterVersion } from "./parameter.ts";

const MAX_LABELS = 10;

/** Source: Systems Manager User Guide, "Working with parameter labels". */
function isValid(label: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(label) && !/^(\d|aws|ssm)/i.test(label);
}

/**
 * Attaches labels to a version, the latest by default; one that another version has moves.
 * @returns the version, and the labels that may not be one
 * @throws {AwsError} `ParameterVersionNotFound`, `ParameterVersionLabelLimitExceeded`
 */
export function label(
  parameter: Parameter,
  labels: readonly string[],
  number = latest(parameter).version,
): { readonly version: number; readonly invalid: readonly string[] } {
  const version = requireVersion(parameter, number);
  const valid = labels.filter(isValid);
  const all = [...new Set([...version.labels, ...valid])];
  if (all.length > MAX_LABELS) throw tooManyLabels(MAX_LABELS);
  for (const other of parameter.versions)
    if (other !== version) other.labels = other.labels.filter((name) => !valid.includes(name));
  version.labels = all;
  return { version: number, invalid: labels.filter((name) => !isValid(name)) };
}

/** @throws {AwsError} `ParameterVersionNotFound` */
export function unlabel(
  parameter: Parameter,
  labels: readonly string[],
  number: number,
): { readonly removed: readonly string[]; readonly invalid: readonly string[] } {
  const version = requireVersion(parameter, number);
  const removed = labels.filter((name) => version.labels.includes(name));
  version.labels = version.labels.filter((name) => !labels.includes(name));
  return { removed, invalid: labels.filter((name) => !removed.includes(name)) };
}

/**
 * The version that a selector chooses: a number or a label. Without one the latest.
 * @throws {AwsError} `ParameterVersionNotFound`
 */
export function select(parameter: Parameter, selector: string | undefined): ParameterVersion {
  if (selector === undefined) return latest(parameter);
  if (/^\d+$/.test(selector)) return requireVersion(parameter, Number(selector));
  const labelled = parameter.versions.find(({ labels }) => labels.includes(selector));
  if (labelled === undefined) throw versionNotFound(parameter.name, `the label ${selector}`);
  return labelled;
}

function requireVersion(parameter: Parameter, number: number): ParameterVersion {
  const version = parameter.versions.find((candidate) => candidate.version === number);
  if (version === undefined) throw versionNotFound(parameter.name, `version ${number}`);
  return version;
}
