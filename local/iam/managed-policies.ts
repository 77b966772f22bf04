import type { PolicyDocument } from "../core/access.ts";
import { type Account, globalArn } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { checkDescription, checkedTags, checkName, checkPath, POLICY_NAME_MAX, uniqueId } from "./names.ts";
import { validatePolicy } from "./policy-grammar.ts";
import { policySize } from "./sizes.ts";
import { compilePolicy, type Statement } from "./statements.ts";

const MAX_POLICY_SIZE = 6_144;
const MAX_VERSIONS = 5;

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
  /** The number of the default version, whose text, document and statements these are. */
  readonly version: number;
  /** Five at most. */
  readonly versions: readonly PolicyVersion[];
  /** The highest number so far: none is given twice. */
  readonly latestNumber: number;
}

export interface PolicyVersion {
  /** 1 for `v1`. */
  readonly number: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
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
    const createdAt = this.#clock.now();
    const policy: ManagedPolicy = {
      arn,
      id: uniqueId("ANPA"),
      name: input.name,
      path,
      description: input.description ?? "",
      tags: checkedTags(input.tags),
      createdAt,
      version: 1,
      versions: [{ number: 1, text: input.policy, createdAt }],
      latestNumber: 1,
      ...this.#compile(arn, input.policy),
    };
    this.#policies.set(arn, policy);
    return policy;
  }

  /** Gives the policy a new default version, in place of its oldest other one where it has five, or other tags. */
  update(
    arn: string,
    change: { readonly policy?: string; readonly tags?: Readonly<Record<string, string>> },
  ): ManagedPolicy {
    const policy = this.get(arn);
    if (change.tags !== undefined) this.#policies.set(arn, { ...policy, tags: checkedTags(change.tags) });
    if (change.policy === undefined || change.policy === policy.text) return this.get(arn);
    this.#compile(arn, change.policy);
    if (policy.versions.length === MAX_VERSIONS) {
      const oldest = policy.versions.find(({ number }) => number !== policy.version);
      this.deleteVersion(arn, `v${oldest?.number}`);
    }
    this.addVersion(arn, change.policy, true);
    return this.get(arn);
  }

  /** @throws {AwsError} `LimitExceeded`, `MalformedPolicyDocument`, `NoSuchEntity` */
  addVersion(arn: string, text: string, asDefault: boolean): PolicyVersion {
    const policy = this.get(arn);
    const compiled = this.#compile(arn, text);
    if (policy.versions.length >= MAX_VERSIONS)
      throw new AwsError(
        "LimitExceeded",
        `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        409,
      );
    const number = policy.latestNumber + 1;
    const version = { number, text, createdAt: this.#clock.now() };
    this.#policies.set(arn, {
      ...policy,
      versions: [...policy.versions, version],
      latestNumber: number,
      ...(asDefault ? { version: number, ...compiled } : {}),
    });
    return version;
  }

  /** @throws {AwsError} `NoSuchEntity` */
  setDefaultVersion(arn: string, versionId: string): void {
    const { number, text } = this.version(arn, versionId);
    this.#policies.set(arn, { ...this.get(arn), version: number, ...this.#compile(arn, text) });
  }

  /** @throws {AwsError} `NoSuchEntity`; `DeleteConflict` for the default version */
  deleteVersion(arn: string, versionId: string): void {
    const policy = this.get(arn);
    const { number } = this.version(arn, versionId);
    if (number === policy.version)
      throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
    const versions = policy.versions.filter((version) => version.number !== number);
    this.#policies.set(arn, { ...policy, versions });
  }

  /** One by its id, such as `v1`. @throws {AwsError} `NoSuchEntity` */
  version(arn: string, versionId: string): PolicyVersion {
    const found = this.get(arn).versions.find(({ number }) => `v${number}` === versionId);
    if (found === undefined)
      throw new AwsError(
        "NoSuchEntity",
        `Policy ${arn} version ${versionId} does not exist or is not attachable.`,
        404,
      );
    return found;
  }

  list(): readonly ManagedPolicy[] {
    return [...this.#policies.values()];
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
