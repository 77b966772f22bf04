import type { PolicyDocument } from "../../../core/access.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import { identityUuid } from "../../../core/identity.ts";
import { validatePolicy } from "../../../iam/policy-grammar.ts";
import type { ResourcePolicy } from "../engine/definition.ts";
import { resourceNotFound } from "../errors.ts";
import type { Catalog } from "./catalog.ts";
import type { Streams } from "./streams.ts";

/** Source: Amazon DynamoDB Developer Guide, "Resource-based policies", quotas. */
const MAX_BYTES = 20 * 1024;
/** What `ExpectedRevisionId` says for a resource that must have no policy yet. */
const NO_POLICY = "NO_POLICY";

interface PolicyHolder {
  policy: ResourcePolicy | undefined;
}

/** The policies of tables and streams. A table's is its indexes' too. */
export class ResourcePolicies {
  readonly #catalog: Catalog;
  readonly #streams: Streams;

  constructor(catalog: Catalog, streams: Streams) {
    this.#catalog = catalog;
    this.#streams = streams;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `PolicyNotFoundException` */
  get(resourceArn: string): object {
    const { policy } = this.#holder(resourceArn);
    if (policy === undefined) throw policyNotFound(resourceArn);
    return { Policy: policy.json, RevisionId: policy.revisionId };
  }

  /** The revision. @throws {AwsError} `ValidationException`, `ResourceNotFoundException`, `PolicyNotFoundException` */
  put(resourceArn: string, json: string, expectedRevisionId: string | undefined): string {
    const document = requirePolicy(json);
    const holder = this.#holder(resourceArn);
    requireRevision(resourceArn, holder.policy, expectedRevisionId);
    if (holder.policy?.json === json) return holder.policy.revisionId;
    const revisionId = identityUuid();
    holder.policy = { json, document, revisionId };
    return revisionId;
  }

  /** @returns the revision that was; undefined where there was no policy. @throws {AwsError} */
  delete(resourceArn: string, expectedRevisionId: string | undefined): string | undefined {
    const holder = this.#holder(resourceArn);
    const { policy } = holder;
    requireRevision(resourceArn, policy, expectedRevisionId);
    holder.policy = undefined;
    return policy?.revisionId;
  }

  #holder(resourceArn: string): PolicyHolder {
    if (resourceArn.includes("/stream/")) {
      const found = this.#streams.find(resourceArn);
      if (found === undefined) throw resourceNotFound(`Stream: ${resourceArn} not found`);
      const { stream } = found;
      return {
        get policy() {
          return stream.resourcePolicy;
        },
        set policy(policy) {
          stream.resourcePolicy = policy;
        },
      };
    }
    const table = resourceArn.startsWith("arn:") ? this.#catalog.find(resourceArn) : undefined;
    if (table === undefined) throw resourceNotFound(`ResourcArn: ${resourceArn} not found`);
    return {
      get policy() {
        return table.definition.resourcePolicy;
      },
      set policy(policy) {
        const { resourcePolicy: _, ...rest } = table.definition;
        table.definition = { ...rest, ...(policy && { resourcePolicy: policy }) };
      },
    };
  }
}

/** @throws {AwsError} `ValidationException` */
export function requirePolicy(json: string): PolicyDocument {
  if (Buffer.byteLength(json) > MAX_BYTES) {
    throw validationError(`Resource-based policy is longer than ${MAX_BYTES} bytes`);
  }
  try {
    return validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? validationError(`Invalid policy document: ${error.message}`) : error;
  }
}

function requireRevision(
  resourceArn: string,
  policy: ResourcePolicy | undefined,
  expected: string | undefined,
): void {
  if (expected === undefined || expected === (policy?.revisionId ?? NO_POLICY)) return;
  if (policy === undefined) throw policyNotFound(resourceArn);
  throw new AwsError(
    "PolicyNotFoundException",
    `Resource-based policy of ${resourceArn} does not have the expected revision ${expected}`,
  );
}

function policyNotFound(resourceArn: string): AwsError {
  return new AwsError(
    "PolicyNotFoundException",
    `Resource-based policy not found for the provided ResourceArn: ${resourceArn}`,
  );
}
