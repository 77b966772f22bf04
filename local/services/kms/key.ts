import { createHmac } from "node:crypto";
import type { PolicyDocument } from "../../core/access.ts";
import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { identityBytes, identityUuid } from "../../core/identity.ts";
import { invalidState } from "./errors.ts";
import { type Grant, grantStatements } from "./grants.ts";

export type KeyState = "Enabled" | "Disabled" | "PendingDeletion";

const DAY_MS = 24 * 3_600_000;
const MATERIAL_BYTES = 32;

export interface Rotation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: "AUTOMATIC" | "ON_DEMAND";
}

/** Source: KMS Developer Guide, "Perform on-demand key rotation". */
const MAX_ON_DEMAND_ROTATIONS = 10;

interface KeyPolicy {
  /** The JSON text as it was given. */
  readonly text: string;
  readonly document: PolicyDocument;
}

/** One symmetric encryption key: its material, policy, grants and state. Rotation keeps what was encrypted readable. */
export class Key {
  readonly id = identityUuid();
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  description: string;
  tags: Readonly<Record<string, string>>;
  readonly #clock: Clock;
  readonly #materials: Buffer[] = [identityBytes(MATERIAL_BYTES)];
  readonly #grants = new Map<string, Grant>();
  #policy: KeyPolicy;
  #effectivePolicy: PolicyDocument | undefined;
  #enabled = true;
  #deletionAt: number | undefined;
  #rotation: { readonly periodDays: number; next: number } | undefined;
  readonly #rotations: Rotation[] = [];

  constructor(options: {
    readonly account: Account;
    readonly clock: Clock;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly policy: KeyPolicy;
  }) {
    this.arn = arn(options.account, "kms", `key/${this.id}`);
    this.#clock = options.clock;
    this.createdAt = options.clock.now();
    this.description = options.description;
    this.tags = options.tags;
    this.#policy = options.policy;
  }

  get state(): KeyState {
    if (this.#deletionAt !== undefined) return "PendingDeletion";
    return this.#enabled ? "Enabled" : "Disabled";
  }

  /** Milliseconds since the epoch; set while the key is pending deletion. */
  get deletionAt(): number | undefined {
    return this.#deletionAt;
  }

  /** Whether the waiting period is over: the key is gone. */
  get expired(): boolean {
    return this.#deletionAt !== undefined && this.#deletionAt <= this.#clock.now();
  }

  get policy(): KeyPolicy {
    return this.#policy;
  }

  set policy(policy: KeyPolicy) {
    this.#policy = policy;
    this.#effectivePolicy = undefined;
  }

  /** The key policy with a statement for each grant. The same object until either changes. */
  get effectivePolicy(): PolicyDocument {
    this.#effectivePolicy ??=
      this.#grants.size === 0
        ? this.#policy.document
        : {
            ...this.#policy.document,
            Statement: [
              ...this.#policy.document.Statement,
              ...[...this.#grants.values()].flatMap(grantStatements),
            ],
          };
    return this.#effectivePolicy;
  }

  get grants(): readonly Grant[] {
    return [...this.#grants.values()];
  }

  addGrant(grant: Grant): void {
    this.#grants.set(grant.id, grant);
    this.#effectivePolicy = undefined;
  }

  /** @throws {AwsError} `NotFoundException` */
  removeGrant(id: string): void {
    if (!this.#grants.delete(id)) throw new AwsError("NotFoundException", `Grant ID ${id} not found`);
    this.#effectivePolicy = undefined;
  }

  setEnabled(enabled: boolean): void {
    this.requireNotPendingDeletion();
    this.#enabled = enabled;
  }

  scheduleDeletion(days: number): void {
    this.requireNotPendingDeletion();
    this.#deletionAt = this.#clock.now() + days * DAY_MS;
  }

  /** Leaves the key disabled, as AWS does. */
  cancelDeletion(): void {
    if (this.#deletionAt === undefined) throw invalidState(this.arn, "not pending deletion");
    this.#deletionAt = undefined;
    this.#enabled = false;
  }

  /** @throws {AwsError} `KMSInvalidStateException` */
  requireNotPendingDeletion(): void {
    if (this.#deletionAt !== undefined) throw invalidState(this.arn, "pending deletion");
  }

  /** @throws {AwsError} `DisabledException`, `KMSInvalidStateException` */
  requireUsable(): void {
    this.requireNotPendingDeletion();
    if (!this.#enabled) throw new AwsError("DisabledException", `${this.arn} is disabled.`);
  }

  get rotation(): { readonly periodDays: number; readonly next: number } | undefined {
    this.#rotate();
    return this.#rotation;
  }

  enableRotation(periodDays: number): void {
    this.#rotate();
    if (this.#rotation?.periodDays === periodDays) return;
    this.#rotation = { periodDays, next: this.#clock.now() + periodDays * DAY_MS };
  }

  disableRotation(): void {
    this.#rotate();
    this.#rotation = undefined;
  }

  /** The rotations so far, the first one first. */
  get rotations(): readonly Rotation[] {
    this.#rotate();
    return this.#rotations;
  }

  /** @throws {AwsError} `LimitExceededException` */
  rotateOnDemand(): void {
    this.#rotate();
    const used = this.#rotations.filter(({ type }) => type === "ON_DEMAND").length;
    if (used >= MAX_ON_DEMAND_ROTATIONS)
      throw new AwsError(
        "LimitExceededException",
        `The key ${this.arn} has had its ${MAX_ON_DEMAND_ROTATIONS} on-demand rotations.`,
      );
    this.#next({ at: this.#clock.now(), type: "ON_DEMAND" });
  }

  /** The material to encrypt with, and its generation. */
  current(): { readonly material: Buffer; readonly generation: number } {
    this.#rotate();
    const generation = this.#materials.length - 1;
    return { material: this.#materials[generation] as Buffer, generation };
  }

  material(generation: number): Buffer | undefined {
    return this.#materials[generation];
  }

  /** Rotations that have fallen due are made up for when the key is looked at. */
  #rotate(): void {
    const rotation = this.#rotation;
    while (rotation !== undefined && rotation.next <= this.#clock.now()) {
      this.#next({ at: rotation.next, type: "AUTOMATIC" });
      rotation.next += rotation.periodDays * DAY_MS;
    }
  }

  #next(rotation: Rotation): void {
    this.#materials.push(rotated(this.#materials));
    this.#rotations.push(rotation);
  }
}

/** The next generation follows from the first: a key that is made anew from its seed reads what any generation encrypted. */
function rotated([first, ...rest]: readonly Buffer[]): Buffer {
  return createHmac("sha256", first ?? "")
    .update(`generation ${rest.length + 1}`)
    .digest();
}
