import type {
  Access,
  Authorizer,
  PermissionCheck,
  PolicyDocument,
  Principal,
  SessionSettings,
} from "../core/access.ts";
import { type Account, globalArn } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import type { RoleSessions, Session, SessionRequest } from "../core/ports.ts";
import { type AccessKey, CredentialStore, type Credentials } from "./credentials.ts";
import { type Decision, decide, denialMessage } from "./decision.ts";
import { ManagedPolicies } from "./managed-policies.ts";
import { LOCAL_PATH } from "./names.ts";
import { OidcProviders } from "./oidc-providers.ts";
import { type RoleReport, reportRole } from "./report.ts";
import { requestContext } from "./request-context.ts";
import { RoleStore } from "./role-store.ts";
import type { Role, RoleEntry } from "./roles.ts";
import { sessionActions, sessionContext, sessionSettings } from "./session-request.ts";
import { compilePolicy, StatementSet } from "./statements.ts";
import { Usage, type UsageEntry } from "./usage.ts";

type SessionPrincipal = Session["principal"];

/** Source: STS API Reference, "AssumeRole": a session of a session lasts an hour at most. */
const MAX_CHAINED_SECONDS = 3_600;
const MIN_SESSION_SECONDS = 900;

/**
 * Identity and Access Management of the one account: its roles and policies, the credentials of their sessions, and
 * the decision on every call. IAM users, groups and service control policies do not exist here.
 */
export class Iam implements Authorizer, PermissionCheck, RoleSessions {
  /** The account's own key pair, random for each local cloud, for the deploying user and the tools. */
  readonly rootCredentials: AccessKey;
  readonly rootPrincipal: Extract<Principal, { kind: "root" }>;
  readonly roles: RoleStore;
  readonly policies: ManagedPolicies;
  readonly oidcProviders: OidcProviders;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #credentials: CredentialStore;
  readonly #usage = new Usage();
  readonly #resourcePolicies = new WeakMap<PolicyDocument, StatementSet>();
  readonly #sessionPolicies = new WeakMap<readonly PolicyDocument[], StatementSet>();

  constructor(options: { readonly account: Account; readonly clock: Clock }) {
    this.#account = options.account;
    this.#clock = options.clock;
    this.#credentials = new CredentialStore(options.clock);
    this.policies = new ManagedPolicies(options.account, options.clock);
    this.oidcProviders = new OidcProviders(options.account, options.clock);
    this.roles = new RoleStore({
      account: options.account,
      clock: options.clock,
      policies: this.policies,
      onDelete: (role) => this.#credentials.revokeSessions(role.id),
    });
    this.rootPrincipal = { kind: "root", arn: globalArn(options.account, "iam", "root") };
    this.rootCredentials = this.#credentials.addAccessKey(this.rootPrincipal);
  }

  authorize(principal: Principal, access: Access): void {
    const decision = this.decide(principal, access);
    if (principal.kind === "session") this.#usage.record(principal.roleArn, access, decision);
    requireAllowed(principal, access, decision);
  }

  check(principal: Principal, access: Access): void {
    requireAllowed(principal, access, this.decide(principal, access));
  }

  /** The decision alone: nothing is thrown or recorded. The session of a role that is gone may do nothing. */
  decide(principal: Principal, access: Access): Decision {
    const entry = principal.kind === "session" ? this.roles.byArn(principal.roleArn) : undefined;
    if (principal.kind === "session" && entry === undefined)
      return { allowed: false, reason: "implicit-identity" };
    const lookup = requestContext(principal, access, {
      account: this.#account,
      clock: this.#clock,
      roleId: entry?.role.id,
      roleTags: entry?.role.tags,
    });
    const identity = entry && this.roles.identityStatements(entry);
    const boundary = entry && this.roles.boundaryStatements(entry);
    const session = principal.kind === "session" ? this.#session(principal.settings) : undefined;
    return decide(
      principal,
      access,
      { identity, boundary, session, resource: this.#resource(access) },
      lookup,
    );
  }

  /** What every role was allowed and refused so far. */
  usage(): UsageEntry[] {
    return this.#usage.entries();
  }

  /** What every role of the program was granted, used and was refused so far, by name. */
  report(): RoleReport[] {
    const usage = Map.groupBy(this.usage(), ({ roleArn }) => roleArn);
    return this.roles
      .list()
      .filter(({ path }) => path !== LOCAL_PATH)
      .map(({ arn, name }) => {
        const statements = this.roles.identityStatements(this.#requireEntry(arn)).all;
        return reportRole(name, statements, usage.get(arn) ?? []);
      })
      .sort((a, b) => (a.role < b.role ? -1 : 1));
  }

  /** Begins to count anew what roles are allowed and refused. */
  forgetUsage(): void {
    this.#usage.clear();
  }

  /** `aws:userid` of a principal. @throws {AwsError} `NoSuchEntity` when the role of a session is gone. */
  userId(principal: Principal): string {
    if (principal.kind === "session") {
      const session = principal.arn.slice(principal.arn.lastIndexOf("/") + 1);
      return `${this.#requireEntry(principal.roleArn).role.id}:${session}`;
    }
    return this.#account.accountId;
  }

  /** The credentials of an access key; expired ones included. */
  credentials(accessKeyId: string): Credentials | undefined {
    return this.#credentials.find(accessKeyId);
  }

  requireRole(roleArn: string): { readonly arn: string; readonly name: string } {
    return this.#requireEntry(roleArn).role;
  }

  principalOf(roleArn: string, sessionName: string): SessionPrincipal {
    const name = roleName(roleArn);
    const session = `assumed-role/${name}/${sessionName}`;
    return { kind: "session", arn: globalArn(this.#account, "sts", session), roleArn, roleName: name };
  }

  assume(
    roleArn: string,
    caller: Principal,
    sessionName: string,
    durationSeconds: number,
    request: SessionRequest = {},
  ): Session {
    const entry = this.roles.byArn(roleArn);
    const settings = sessionSettings(caller, request);
    try {
      for (const action of sessionActions(settings, request))
        this.authorize(caller, {
          action,
          resource: roleArn,
          context: sessionContext(sessionName, settings, request),
          resourcePolicyRule: "kms",
          ...(entry === undefined ? {} : { resourcePolicy: entry.role.trustPolicy }),
        });
    } catch (error) {
      throw error instanceof AwsError ? new AwsError("AccessDenied", error.message, 403) : error;
    }
    if (entry === undefined) throw new AwsError("AccessDenied", `Role ${roleArn} does not exist.`, 403);
    return this.#openSession(entry.role, caller, sessionName, durationSeconds, settings);
  }

  /** A session of a role for somebody whom an identity provider vouches for. */
  assumeWithWebIdentity(
    roleArn: string,
    caller: Extract<Principal, { kind: "federated" }>,
    sessionName: string,
    durationSeconds: number,
    { context, policies }: { context: Access["context"]; policies?: SessionSettings["policies"] },
  ): Session {
    const entry = this.roles.byArn(roleArn);
    const action = "sts:AssumeRoleWithWebIdentity";
    const access: Access = {
      action,
      resource: roleArn,
      context: { ...context, "sts:RoleSessionName": sessionName },
      ...(entry === undefined ? {} : { resourcePolicy: entry.role.trustPolicy }),
    };
    if (entry === undefined || !this.decide(caller, access).allowed)
      throw new AwsError("AccessDenied", `Not authorized to perform ${action}`, 403);
    const settings = policies && { policies, tags: {}, transitiveTagKeys: [] };
    return this.#openSession(entry.role, caller, sessionName, durationSeconds, settings);
  }

  #openSession(
    role: Role,
    caller: Principal,
    sessionName: string,
    durationSeconds: number,
    settings: SessionSettings | undefined,
  ): Session {
    checkDuration(caller, durationSeconds, role.maxSessionDuration);
    if (!/^[\w+=,.@-]{1,64}$/.test(sessionName))
      throw new AwsError(
        "ValidationError",
        `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
      );
    const principal = this.principalOf(role.arn, sessionName);
    return this.#credentials.issueSession(
      settings === undefined ? principal : { ...principal, settings },
      role.id,
      durationSeconds,
    );
  }

  /** Temporary credentials of the account itself. */
  issueRootSession(durationSeconds: number): Omit<Session, "principal"> {
    return this.#credentials.issueSession(this.rootPrincipal, undefined, durationSeconds);
  }

  #requireEntry(roleArn: string): RoleEntry {
    const entry = this.roles.byArn(roleArn);
    if (entry === undefined)
      throw new AwsError("NoSuchEntity", `The role with name ${roleName(roleArn)} cannot be found.`, 404);
    return entry;
  }

  #session(settings: SessionSettings | undefined): StatementSet | undefined {
    const policies = settings?.policies;
    if (policies === undefined) return undefined;
    let compiled = this.#sessionPolicies.get(policies);
    if (compiled === undefined) {
      compiled = new StatementSet(
        policies.flatMap((document) => compilePolicy(document, "session policy", this.#account)),
      );
      this.#sessionPolicies.set(policies, compiled);
    }
    return compiled;
  }

  #resource(access: Access): StatementSet | undefined {
    const document = access.resourcePolicy;
    if (document === undefined) return undefined;
    let compiled = this.#resourcePolicies.get(document);
    if (compiled === undefined) {
      compiled = new StatementSet(compilePolicy(document, "resource policy", this.#account));
      this.#resourcePolicies.set(document, compiled);
    }
    return compiled;
  }
}

function requireAllowed(principal: Principal, access: Access, decision: Decision): void {
  if (!decision.allowed)
    throw new AwsError("AccessDeniedException", denialMessage(principal, access, decision.reason));
}

function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}

/** A service that acts with a role renews its session by itself, so that the role's maximum does not bind it. */
function checkDuration(caller: Principal, seconds: number, maximum: number): void {
  if (!Number.isInteger(seconds) || seconds < MIN_SESSION_SECONDS || seconds > 43_200)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${MIN_SESSION_SECONDS} and 43200`,
    );
  if (caller.kind === "session" && seconds > MAX_CHAINED_SECONDS)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  if (caller.kind !== "service" && seconds > maximum)
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
}
