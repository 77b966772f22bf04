import type { PolicyDocument } from "../core/access.ts";
import { type Account, globalArn } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { checkDescription, checkName, checkPath, POLICY_NAME_MAX, uniqueId } from "./names.ts";
import { validatePolicy } from "./policy-grammar.ts";
import { policySize } from "./sizes.ts";
import { compilePolicy, type Statement } from "./statements.ts";

const MAX_POLICY_SIZE = 6_144;

export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** The JSON text as it was given. */
  readonly text: string;
  readonly document: PolicyDocument;
  readonly statements: readonly Statement[];
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** `v1`, `v2`, …: every change makes a new default version. */
  readonly version: number;
}

export interface ManagedPolicyInput {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  readonly policy: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The account's own managed policies. AWS's are not here: the local cloud does not have their texts. */
export class ManagedPolicies {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #policies = new Map<string, ManagedPolicy>();

  constructor(account: Account, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  /** @throws {AwsError} `EntityAlreadyExists`, `MalformedPolicyDocument`, `LimitExceeded`, `ValidationError` */
  create(input: ManagedPolicyInput): ManagedPolicy {
    checkName(input.name, "policyName", POLICY_NAME_MAX);
    const path = input.path ?? "/";
    checkPath(path);
    checkDescription(input.description ?? "");
    const clash = [...this.#policies.values()].some(
      ({ name }) => name.toLowerCase() === input.name.toLowerCase(),
    );
    if (clash)
      throw new AwsError(
        "EntityAlreadyExists",
        `A policy called ${input.name} already exists. Duplicate names are not allowed.`,
        409,
      );
    const arn = globalArn(this.#account, "iam", `policy${path}${input.name}`);
    const policy: ManagedPolicy = {
      arn,
      id: uniqueId("ANPA"),
      name: input.name,
      path,
      description: input.description ?? "",
      tags: input.tags ?? {},
      createdAt: this.#clock.now(),
      version: 1,
      ...this.#compile(arn, input.policy),
    };
    this.#policies.set(arn, policy);
    return policy;
  }

  /** Gives the policy a new default version, or other tags. */
  update(
    arn: string,
    change: { readonly policy?: string; readonly tags?: Readonly<Record<string, string>> },
  ): ManagedPolicy {
    const policy = this.get(arn);
    const changed: ManagedPolicy = {
      ...policy,
      tags: change.tags ?? policy.tags,
      ...(change.policy === undefined || change.policy === policy.text
        ? {}
        : { version: policy.version + 1, ...this.#compile(arn, change.policy) }),
    };
    this.#policies.set(arn, changed);
    return changed;
  }

  /** @throws {AwsError} `NoSuchEntity` */
  get(arn: string): ManagedPolicy {
    const policy = this.#policies.get(arn);
    if (policy !== undefined) return policy;
    const aws = /^arn:[^:]+:iam::aws:policy\//.test(arn)
      ? " The local cloud has no AWS managed policies: grant what is needed in a policy of your own."
      : "";
    throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.${aws}`, 404);
  }

  has(arn: string): boolean {
    return this.#policies.has(arn);
  }

  delete(arn: string): void {
    this.get(arn);
    this.#policies.delete(arn);
  }

  #compile(arn: string, text: string): Pick<ManagedPolicy, "text" | "document" | "statements"> {
    const document = validatePolicy(text, "identity");
    if (policySize(text) > MAX_POLICY_SIZE)
      throw new AwsError("LimitExceeded", `Cannot exceed quota for PolicySize: ${MAX_POLICY_SIZE}`, 409);
    return { text, document, statements: compilePolicy(document, arn, this.#account) };
  }
}
