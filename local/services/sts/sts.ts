import type { Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import { operationsOf } from "../../core/members.ts";
import type { Service } from "../../core/service.ts";
import type { Iam } from "../../iam/iam.ts";

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DEFAULT_SECONDS = 3_600;

const operation = operationsOf(
  (name) =>
    new AwsError(
      "ValidationError",
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    ),
);

/** Security Token Service: who a caller is, and sessions of roles. Session policies, session tags and external ids are refused. */
export class Sts {
  readonly service: Service;

  constructor(options: { readonly account: Account; readonly iam: Iam }) {
    const { account, iam } = options;
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
            input.refuse(
              "AssumeRole",
              "Policy",
              "PolicyArns",
              "Tags",
              "TransitiveTagKeys",
              "ExternalId",
              "SerialNumber",
              "TokenCode",
              "SourceIdentity",
              "ProvidedContexts",
            );
            const name = checkSessionName(input.text("RoleSessionName"));
            const seconds = input.optionalInteger("DurationSeconds") ?? DEFAULT_SECONDS;
            const session = iam.assume(input.text("RoleArn"), principal, name, seconds);
            return {
              Credentials: {
                AccessKeyId: session.accessKeyId,
                SecretAccessKey: session.secretAccessKey,
                SessionToken: session.sessionToken,
                Expiration: new Date(session.expiration),
              },
              AssumedRoleUser: {
                AssumedRoleId: iam.userId(session.principal),
                Arn: session.principal.arn,
              },
            };
          },
        ),
      },
    };
  }
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
