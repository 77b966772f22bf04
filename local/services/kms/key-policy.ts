import type { Access, Authorizer, PolicyDocument, Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { RoleSessions } from "../../core/ports.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { rolesNamed } from "../../iam/principal-grammar.ts";
import { limitExceeded } from "./errors.ts";

/** Source: KMS Developer Guide, "Quotas": a key policy document has at most 32 KB. */
const MAX_POLICY_BYTES = 32_768;

/** What a key gets that is created through the API without a policy: the account's identity policies decide. */
export function defaultKeyPolicy(account: Account): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: globalArn(account, "iam", "root") },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

export interface PolicyCheck {
  readonly account: Account;
  readonly iam: Authorizer & Pick<RoleSessions, "requireRole">;
  readonly principal: Principal;
  readonly keyArn: string;
  readonly bypassLockoutCheck: boolean;
}

/** @throws {AwsError} `MalformedPolicyDocumentException`, also for principals that do not exist and for a lockout; `LimitExceededException` */
export function checkKeyPolicy(text: string, check: PolicyCheck): PolicyDocument {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
    throw limitExceeded(`The key policy is longer than ${MAX_POLICY_BYTES} bytes.`);
  const document = parse(text);
  for (const role of rolesNamed(document)) requirePrincipal(role, check);
  if (!check.bypassLockoutCheck) refuseLockout(document, check);
  return document;
}

function parse(text: string): PolicyDocument {
  try {
    return validatePolicy(text, "resource");
  } catch (error) {
    throw error instanceof AwsError ? malformed(error.message) : error;
  }
}

function requirePrincipal(roleArn: string, { account, iam }: PolicyCheck): void {
  if (roleArn.split(":")[4] !== account.accountId) return;
  try {
    iam.requireRole(roleArn);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw malformed(
      `Policy contains a statement with one or more invalid principals. There is no ${roleArn}.`,
    );
  }
}

function refuseLockout(document: PolicyDocument, { iam, principal, keyArn }: PolicyCheck): void {
  const access: Access = {
    action: "kms:PutKeyPolicy",
    resource: keyArn,
    resourcePolicy: document,
    resourcePolicyRule: "kms",
  };
  try {
    iam.authorize(principal, access);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw malformed("The new key policy will not allow you to update the key policy in the future.");
  }
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}
