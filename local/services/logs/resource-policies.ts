import { createHash } from "node:crypto";
import type { PolicyDocument } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { invalidParameter } from "./errors.ts";

/** Source: CloudWatch Logs User Guide, "CloudWatch Logs quotas", resource policies. */
const MAX_POLICIES = 10;
const MAX_DOCUMENT_CHARACTERS = 5120;

export interface ResourcePolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly lastUpdatedTime: number;
  readonly policyScope: "ACCOUNT";
  readonly revisionId: string;
}

/** What lets services such as `delivery.logs.amazonaws.com` write: the account's log resource policies. */
export class ResourcePolicies {
  readonly #clock: Clock;
  readonly #policies = new Map<
    string,
    { readonly policy: ResourcePolicy; readonly document: PolicyDocument }
  >();

  #union: PolicyDocument | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {AwsError} `LimitExceededException`, `InvalidParameterException` */
  put(policyName: string, policyDocument: string): ResourcePolicy {
    const now = this.#clock.now();
    const document = parseResourcePolicy(policyDocument);
    if (!this.#policies.has(policyName) && this.#policies.size >= MAX_POLICIES) {
      throw new AwsError(
        "LimitExceededException",
        `Resource limit exceeded. There are ${MAX_POLICIES} resource policies per region and account: join ${policyName} with one of ${[...this.#policies.keys()].join(", ")}.`,
      );
    }
    const policy: ResourcePolicy = {
      policyName,
      policyDocument,
      lastUpdatedTime: now,
      policyScope: "ACCOUNT",
      revisionId: createHash("sha256").update(`${now} ${policyDocument}`).digest("hex").slice(0, 32),
    };
    this.#policies.set(policyName, { policy, document });
    this.#union = undefined;
    return policy;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  delete(policyName: string): void {
    this.#union = undefined;
    if (!this.#policies.delete(policyName)) {
      throw new AwsError("ResourceNotFoundException", `Policy with name [${policyName}] does not exist`);
    }
  }

  find(policyName: string): ResourcePolicy | undefined {
    return this.#policies.get(policyName)?.policy;
  }

  list(): readonly ResourcePolicy[] {
    return [...this.#policies.values()].map(({ policy }) => policy);
  }

  /** All of them as one policy, the same until one changes; `undefined` where there is none. */
  union(): PolicyDocument | undefined {
    if (this.#policies.size === 0) return undefined;
    const documents = [...this.#policies.values()].map(({ document }) => document);
    this.#union ??= { Version: "2012-10-17", Statement: documents.flatMap(({ Statement }) => Statement) };
    return this.#union;
  }
}

/** @throws {AwsError} `InvalidParameterException` */
export function parseResourcePolicy(json: string): PolicyDocument {
  if (json.length < 1 || json.length > MAX_DOCUMENT_CHARACTERS) {
    throw invalidParameter(
      `A resource policy has 1 to ${MAX_DOCUMENT_CHARACTERS} characters, not ${json.length}.`,
    );
  }
  try {
    return validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? invalidParameter(`Invalid policy document. ${error.message}`) : error;
  }
}
