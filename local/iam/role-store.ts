import { type Account, globalArn } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import type { ManagedPolicies } from "./managed-policies.ts";
import {
  checkDescription,
  checkedTags,
  checkMaxSessionDuration,
  checkName,
  checkPath,
  POLICY_NAME_MAX,
  ROLE_NAME_MAX,
  uniqueId,
} from "./names.ts";
import { malformed, validatePolicy } from "./policy-grammar.ts";
import { rolesNamed } from "./principal-grammar.ts";
import type { Role, RoleChange, RoleEntry, RoleInput } from "./roles.ts";
import { policySize } from "./sizes.ts";
import { compilePolicy, StatementSet } from "./statements.ts";

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const MAX_TRUST_POLICY_SIZE = 2_048;
const MAX_INLINE_SIZE = 10_240;
const MAX_ATTACHED = 10;
const DEFAULT_MAX_SESSION_SECONDS = 3_600;

interface Dependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly policies: ManagedPolicies;
  readonly onDelete: (role: Role) => void;
}

/** The roles of the account with their inline policies, attachments and boundaries. */
export class RoleStore {
  readonly #deps: Dependencies;
  readonly #byArn = new Map<string, RoleEntry>();
  readonly #byName = new Map<string, RoleEntry>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws {AwsError} `EntityAlreadyExists`, `MalformedPolicyDocument`, `LimitExceeded`, `NoSuchEntity`, `ValidationError` */
  create(input: RoleInput): Role {
    checkName(input.name, "roleName", ROLE_NAME_MAX);
    const path = input.path ?? "/";
    checkPath(path);
    const description = input.description ?? "";
    checkDescription(description);
    const maxSessionDuration = input.maxSessionDuration ?? DEFAULT_MAX_SESSION_SECONDS;
    checkMaxSessionDuration(maxSessionDuration);
    if (this.#byName.has(input.name.toLowerCase()))
      throw new AwsError("EntityAlreadyExists", `Role with name ${input.name} already exists.`, 409);
    if (input.permissionsBoundary !== undefined) this.#deps.policies.get(input.permissionsBoundary);
    const role: Role = {
      arn: globalArn(this.#deps.account, "iam", `role${path}${input.name}`),
      id: uniqueId("AROA"),
      name: input.name,
      path,
      description,
      tags: checkedTags(input.tags),
      maxSessionDuration,
      permissionsBoundary: input.permissionsBoundary,
      createdAt: this.#deps.clock.now(),
      ...this.#trustPolicy(input.assumeRolePolicy),
    };
    const entry: RoleEntry = {
      role,
      inline: new Map(),
      attached: new Set(),
      identity: undefined,
      boundary: undefined,
    };
    this.#byArn.set(role.arn, entry);
    this.#byName.set(role.name.toLowerCase(), entry);
    return role;
  }

  update(name: string, change: RoleChange): Role {
    const entry = this.require(name);
    const { role } = entry;
    if (change.description !== undefined) checkDescription(change.description);
    if (change.maxSessionDuration !== undefined) checkMaxSessionDuration(change.maxSessionDuration);
    if (typeof change.permissionsBoundary === "string") this.#deps.policies.get(change.permissionsBoundary);
    entry.role = {
      ...role,
      description: change.description ?? role.description,
      maxSessionDuration: change.maxSessionDuration ?? role.maxSessionDuration,
      tags: checkedTags(change.tags ?? role.tags),
      permissionsBoundary:
        change.permissionsBoundary === undefined
          ? role.permissionsBoundary
          : (change.permissionsBoundary ?? undefined),
      ...(change.assumeRolePolicy === undefined ? {} : this.#trustPolicy(change.assumeRolePolicy)),
    };
    entry.boundary = undefined;
    return entry.role;
  }

  /** @throws {AwsError} `NoSuchEntity`; `DeleteConflict` while policies hang on the role. */
  delete(name: string): void {
    const entry = this.require(name);
    if (entry.attached.size > 0)
      throw new AwsError(
        "DeleteConflict",
        `Cannot delete entity, must detach all policies first: ${[...entry.attached].join(", ")}.`,
        409,
      );
    if (entry.inline.size > 0)
      throw new AwsError(
        "DeleteConflict",
        `Cannot delete entity, must delete policies first: ${[...entry.inline.keys()].join(", ")}.`,
        409,
      );
    this.#byArn.delete(entry.role.arn);
    this.#byName.delete(name.toLowerCase());
    this.#deps.onDelete(entry.role);
  }

  list(): Role[] {
    return [...this.#byArn.values()].map(({ role }) => role);
  }

  byArn(arn: string): RoleEntry | undefined {
    return this.#byArn.get(arn);
  }

  find(name: string): RoleEntry | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** @throws {AwsError} `NoSuchEntity` */
  require(name: string): RoleEntry {
    const entry = this.find(name);
    if (entry === undefined)
      throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
    return entry;
  }

  /** @throws {AwsError} `NoSuchEntity`, `MalformedPolicyDocument`, `LimitExceeded`, `ValidationError` */
  putPolicy(name: string, policyName: string, text: string): void {
    checkName(policyName, "policyName", POLICY_NAME_MAX);
    const entry = this.require(name);
    const document = validatePolicy(text, "identity");
    const size = policySize(text);
    let total = size;
    for (const [other, policy] of entry.inline) if (other !== policyName) total += policy.size;
    if (total > MAX_INLINE_SIZE)
      throw new AwsError(
        "LimitExceeded",
        `Maximum policy size of ${MAX_INLINE_SIZE} bytes exceeded for role ${entry.role.name}`,
        409,
      );
    const statements = compilePolicy(document, policyName, this.#deps.account);
    entry.inline.set(policyName, { text, size, statements });
    entry.identity = undefined;
  }

  /** The policy's JSON text. @throws {AwsError} `NoSuchEntity` */
  getPolicy(name: string, policyName: string): string {
    const policy = this.require(name).inline.get(policyName);
    if (policy === undefined)
      throw new AwsError("NoSuchEntity", `The role policy with name ${policyName} cannot be found.`, 404);
    return policy.text;
  }

  deletePolicy(name: string, policyName: string): void {
    this.getPolicy(name, policyName);
    const entry = this.require(name);
    entry.inline.delete(policyName);
    entry.identity = undefined;
  }

  /** @throws {AwsError} `NoSuchEntity`, `LimitExceeded` */
  attachPolicy(name: string, policyArn: string): void {
    const entry = this.require(name);
    this.#deps.policies.get(policyArn);
    if (!entry.attached.has(policyArn) && entry.attached.size >= MAX_ATTACHED)
      throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`, 409);
    entry.attached.add(policyArn);
    entry.identity = undefined;
  }

  detachPolicy(name: string, policyArn: string): void {
    const entry = this.require(name);
    if (!entry.attached.delete(policyArn))
      throw new AwsError("NoSuchEntity", `Policy ${policyArn} was not found.`, 404);
    entry.identity = undefined;
  }

  attachedTo(policyArn: string): Role[] {
    return [...this.#byArn.values()]
      .filter(({ attached }) => attached.has(policyArn))
      .map(({ role }) => role);
  }

  /** Roles whose permissions boundary the policy is. */
  boundedBy(policyArn: string): Role[] {
    return this.list().filter(({ permissionsBoundary }) => permissionsBoundary === policyArn);
  }

  /** @throws {AwsError} `DeleteConflict` while a role uses the policy. */
  deleteManagedPolicy(policyArn: string): void {
    const users = [...this.attachedTo(policyArn), ...this.boundedBy(policyArn)];
    if (users.length > 0)
      throw new AwsError(
        "DeleteConflict",
        `Cannot delete a policy attached to entities: ${users.map(({ name }) => name).join(", ")}.`,
        409,
      );
    this.#deps.policies.delete(policyArn);
  }

  /** Changes a managed policy for every role that uses it. */
  updateManagedPolicy(policyArn: string, change: Parameters<ManagedPolicies["update"]>[1]): void {
    this.#deps.policies.update(policyArn, change);
    this.policyChanged(policyArn);
  }

  /** Has every role that uses a managed policy read it anew. */
  policyChanged(policyArn: string): void {
    for (const entry of this.#byArn.values()) {
      if (entry.attached.has(policyArn)) entry.identity = undefined;
      if (entry.role.permissionsBoundary === policyArn) entry.boundary = undefined;
    }
  }

  identityStatements(entry: RoleEntry): StatementSet {
    entry.identity ??= new StatementSet([
      ...[...entry.inline.values()].flatMap(({ statements }) => statements),
      ...[...entry.attached].flatMap((arn) => this.#deps.policies.get(arn).statements),
    ]);
    return entry.identity;
  }

  boundaryStatements(entry: RoleEntry): StatementSet | undefined {
    const arn = entry.role.permissionsBoundary;
    if (arn === undefined) return undefined;
    entry.boundary ??= new StatementSet(this.#deps.policies.get(arn).statements);
    return entry.boundary;
  }

  #trustPolicy(text: string): Pick<Role, "trustPolicy" | "trustPolicyText"> {
    const trustPolicy = validatePolicy(text, "trust");
    const missing = rolesNamed(trustPolicy).find((arn) => this.#isOurs(arn) && !this.#byArn.has(arn));
    if (missing !== undefined) throw malformed(`Invalid principal in policy: "AWS":"${missing}"`);
    if (policySize(text) > MAX_TRUST_POLICY_SIZE)
      throw new AwsError(
        "LimitExceeded",
        `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_POLICY_SIZE}`,
        409,
      );
    return { trustPolicy, trustPolicyText: text };
  }

  #isOurs(arn: string): boolean {
    return arn.split(":")[4] === this.#deps.account.accountId;
  }
}
