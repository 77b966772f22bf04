import { invalidParameter } from "./names.ts";

/** The version that takes a share of an alias's invocations. */
export interface AdditionalVersion {
  readonly version: string;
  /** From 0 to 1. */
  readonly weight: number;
}

/**
 * Reads an alias's `AdditionalVersionWeights`. Source: Lambda Developer Guide, "Implement Lambda canary deployments
 * using a weighted alias". @throws {AwsError} `InvalidParameterValueException`
 */
export function additionalVersion(weights: Readonly<Record<string, unknown>>): {
  readonly additional?: AdditionalVersion;
} {
  const [first, ...more] = Object.entries(weights);
  if (first === undefined) return {};
  if (more.length > 0) throw invalidParameter("An alias routes to one additional version at most.");
  const [version, weight] = first;
  if (typeof weight !== "number" || !(weight >= 0 && weight <= 1))
    throw invalidParameter(`The weight ${weight} of version ${version} must be from 0 to 1.`);
  return { additional: { version, weight } };
}
