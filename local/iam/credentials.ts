import { randomBytes } from "node:crypto";
import type { Principal } from "../core/access.ts";
import type { Clock } from "../core/clock.ts";
import { identityBytes } from "../core/identity.ts";
import type { Session } from "../core/ports.ts";
import { uniqueId } from "./names.ts";

/** A long-term key pair. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a signature is verified with. */
export interface Credentials extends AccessKey {
  readonly principal: Principal;
  /** Set for temporary credentials only. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch. */
  readonly expiration?: number;
}

interface Entry {
  readonly credentials: Credentials;
  readonly roleId: string | undefined;
}

/** How long an expired session is remembered, so that its calls are told that they have expired. */
const REMEMBER_EXPIRED_MS = 24 * 3_600_000;
const SWEEP_EVERY = 256;

/** The access keys of the local cloud. */
export class CredentialStore {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addAccessKey(principal: Principal): AccessKey {
    const key = { accessKeyId: uniqueId("AKIA", 16), secretAccessKey: secret() };
    this.#entries.set(key.accessKeyId, { credentials: { ...key, principal }, roleId: undefined });
    return key;
  }

  /** `roleId` is the role's whose deletion ends the session. */
  issueSession<P extends Principal>(
    principal: P,
    roleId: string | undefined,
    durationSeconds: number,
  ): Omit<Session, "principal"> & { readonly principal: P } {
    if (++this.#issued % SWEEP_EVERY === 0) this.#sweep();
    const session = {
      accessKeyId: uniqueId("ASIA", 16),
      secretAccessKey: secret(),
      sessionToken: randomBytes(192).toString("base64"),
      expiration: this.#clock.now() + durationSeconds * 1000,
      principal,
    };
    this.#entries.set(session.accessKeyId, { credentials: session, roleId });
    return session;
  }

  find(accessKeyId: string): Credentials | undefined {
    return this.#entries.get(accessKeyId)?.credentials;
  }

  /** Ends every session of a role that is being deleted. */
  revokeSessions(roleId: string): void {
    for (const [id, entry] of this.#entries) if (entry.roleId === roleId) this.#entries.delete(id);
  }

  #sweep(): void {
    const limit = this.#clock.now() - REMEMBER_EXPIRED_MS;
    for (const [id, { credentials }] of this.#entries) {
      if (credentials.expiration !== undefined && credentials.expiration < limit) this.#entries.delete(id);
    }
  }
}

function secret(): string {
  return identityBytes(30).toString("base64");
}
