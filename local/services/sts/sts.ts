import type { Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { operationsOf } from "../../core/members.ts";
import type { Session } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import type { Iam } from "../../iam/iam.ts";
import { sessionRequestIn } from "./session-request.ts";
import { type KeysOfIssuer, webIdentityOf } from "./web-identity.ts";

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const ACCESS_KEY_ID = /^\w{16,128}$/;
const DEFAULT_SECONDS = 3_600;
/** Source: STS API Reference, "GetSessionToken": credentials of the root user last an hour at most. */
const MIN_ROOT_SECONDS = 900;
const MAX_ROOT_SECONDS = 3_600;

const operation = operationsOf(
  (name) =>
    new AwsError(
      "ValidationError",
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    ),
);

export interface StsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly iam: Iam;
  readonly keysOf: KeysOfIssuer;
}

/** Security Token Service: who a caller is, and sessions of roles, for whom an identity provider vouches too. */
export class Sts {
  readonly service: Service;

  constructor({ account, clock, iam, keysOf }: StsOptions) {
    const describe = (session: Session) => ({
      Credentials: credentials(session),
      AssumedRoleUser: { AssumedRoleId: iam.userId(session.principal), Arn: session.principal.arn },
    });
    this.service = {
      signingName: "sts",
      protocol: "awsQuery",
      xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      operations: {
        GetCallerIdentity: operation(
          () => [],
          (_input, { principal }) => ({
            UserId: iam.userId(principal),
            Account: account.accountId,
            Arn: arnOf(principal),
          }),
        ),
        AssumeRole: operation(
          () => [],
          (input, { principal }) => {
            input.refuse("AssumeRole", "SerialNumber", "TokenCode", "ProvidedContexts");
            const name = checkSessionName(input.text("RoleSessionName"));
            const seconds = input.optionalInteger("DurationSeconds") ?? DEFAULT_SECONDS;
            const request = sessionRequestIn(input, iam.policies);
            const session = iam.assume(input.text("RoleArn"), principal, name, seconds, request);
            return {
              ...describe(session),
              SourceIdentity: session.principal.settings?.sourceIdentity,
            };
          },
        ),
        GetSessionToken: operation(
          () => [],
          (input, { principal }) => {
            input.refuse("GetSessionToken", "SerialNumber", "TokenCode");
            if (principal.kind !== "root")
              throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
            const seconds = input.optionalInteger("DurationSeconds") ?? MAX_ROOT_SECONDS;
            if (seconds < MIN_ROOT_SECONDS)
              throw new AwsError(
                "ValidationError",
                `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${MIN_ROOT_SECONDS}`,
              );
            return { Credentials: credentials(iam.issueRootSession(Math.min(seconds, MAX_ROOT_SECONDS))) };
          },
        ),
        GetAccessKeyInfo: operation(
          () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
          (input) => {
            const id = input.text("AccessKeyId");
            if (!ACCESS_KEY_ID.test(id) || iam.credentials(id) === undefined)
              throw new AwsError(
                "ValidationError",
                `Invalid Access Key id: ${id} is not a key of this account.`,
              );
            return { Account: account.accountId };
          },
        ),
        AssumeRoleWithWebIdentity: {
          ...operation(
            () => [],
            async (input) => {
              input.refuse("AssumeRoleWithWebIdentity", "ProviderId");
              const name = checkSessionName(input.text("RoleSessionName"));
              const seconds = input.optionalInteger("DurationSeconds") ?? DEFAULT_SECONDS;
              const token = input.text("WebIdentityToken");
              const { policies } = sessionRequestIn(input, iam.policies);
              const identity = await webIdentityOf(token, { clock, providers: iam.oidcProviders, keysOf });
              const { provider, subject, audience, context } = identity;
              const caller = { kind: "federated", provider: provider.arn } as const;
              const session = iam.assumeWithWebIdentity(input.text("RoleArn"), caller, name, seconds, {
                context,
                ...(policies && { policies }),
              });
              return {
                ...describe(session),
                SubjectFromWebIdentityToken: subject,
                Provider: provider.arn,
                Audience: audience,
              };
            },
          ),
          unauthenticated: true,
        },
      },
    };
  }
}

function credentials(session: Omit<Session, "principal">) {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiration),
  };
}

function arnOf(principal: Principal): string {
  if (principal.kind === "root" || principal.kind === "session") return principal.arn;
  throw new AwsError("AccessDenied", "GetCallerIdentity needs credentials.", 403);
}

function checkSessionName(name: string): string {
  if (SESSION_NAME.test(name)) return name;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: 2 to 64 letters, digits or _+=,.@-`,
  );
}
