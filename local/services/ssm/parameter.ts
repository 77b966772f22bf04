import type { Tags } from "../../core/tags.ts";

export const PARAMETER_TYPES = ["String", "StringList", "SecureString"] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export const TIERS = ["Standard", "Advanced", "Intelligent-Tiering"] as const;
/** What a request asks for; a parameter itself is `Standard` or `Advanced`. */
export type RequestedTier = (typeof TIERS)[number];
export type Tier = Exclude<RequestedTier, "Intelligent-Tiering">;

export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  /** The text itself; for a `SecureString` its ciphertext as base64. */
  readonly value: string;
  /** Of a `SecureString`: its key as the caller named it. */
  readonly keyId?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly dataType: string;
  readonly tier: Tier;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly modifiedBy: string;
  /** In the order in which they were attached. */
  labels: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  /** The latest is the last one. */
  readonly versions: readonly [ParameterVersion, ...ParameterVersion[]];
  tags: Tags;
}

export function latest({ versions }: Parameter): ParameterVersion {
  return versions.at(-1) ?? versions[0];
}
