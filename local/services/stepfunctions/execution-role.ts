import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { RoleSessions, Session } from "../../core/ports.ts";
import { roleNotAssumable } from "./errors.ts";

const SESSION_SECONDS = 3_600;
const RENEWED_BEFORE_MS = 60_000;

export interface ExecutionRoleOptions {
  readonly sessions: RoleSessions;
  readonly clock: Clock;
}

/** The role of a state machine, in sessions of Step Functions. Its trust policy sees the ARN of the state machine. */
export class ExecutionRole {
  readonly #options: ExecutionRoleOptions;
  readonly #roleArn: string;
  readonly #machineArn: string;
  readonly #sessionName: string;
  #session: Session | undefined;

  constructor(options: ExecutionRoleOptions, roleArn: string, machineArn: string, name: string) {
    this.#options = options;
    this.#roleArn = roleArn;
    this.#machineArn = machineArn;
    this.#sessionName = name.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
  }

  /** @throws {AwsError} `AccessDenied` where the role does not let Step Functions in */
  principal(): Session["principal"] {
    const { sessions, clock } = this.#options;
    if (this.#session === undefined || this.#session.expiration < clock.now() + RENEWED_BEFORE_MS) {
      const service = {
        kind: "service",
        service: "states.amazonaws.com",
        sourceArn: this.#machineArn,
      } as const;
      this.#session = sessions.assume(this.#roleArn, service, this.#sessionName, SESSION_SECONDS);
    }
    return this.#session.principal;
  }

  /** @throws {AwsError} `AccessDeniedException` for a role that is not there or does not trust Step Functions */
  require(): Session["principal"] {
    try {
      this.#options.sessions.requireRole(this.#roleArn);
      return this.principal();
    } catch (error) {
      throw error instanceof AwsError ? roleNotAssumable(this.#roleArn) : error;
    }
  }
}
