import type { PolicyStatement } from "../../core/access.ts";
import type { EncryptionContext } from "./cipher.ts";

export interface Grant {
  readonly id: string;
  readonly token: string;
  readonly name: string | undefined;
  /** ARN of a role or of a role session, or a service. */
  readonly grantee: string;
  readonly retiring: string | undefined;
  /** For example `Decrypt`. */
  readonly operations: readonly string[];
  readonly contextSubset: EncryptionContext | undefined;
  readonly contextEquals: EncryptionContext | undefined;
  /** The ARN of who created it. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What a grant for a symmetric key may allow, and whether its encryption context constraint applies to it. */
export const GRANT_OPERATIONS: ReadonlyMap<string, boolean> = new Map([
  ["Decrypt", true],
  ["Encrypt", true],
  ["GenerateDataKey", true],
  ["GenerateDataKeyPair", true],
  ["GenerateDataKeyPairWithoutPlaintext", true],
  ["GenerateDataKeyWithoutPlaintext", true],
  ["ReEncryptFrom", true],
  ["ReEncryptTo", true],
  ["CreateGrant", false],
  ["RetireGrant", false],
  ["DescribeKey", false],
]);

const RETIRE = "RetireGrant";

/**
 * A grant as statements of the key policy, which is how it takes part in the decision.
 * Source: KMS Developer Guide, "Grants in AWS KMS".
 */
export function grantStatements(grant: Grant): PolicyStatement[] {
  const constrained = grant.operations.filter((operation) => GRANT_OPERATIONS.get(operation));
  const free = grant.operations.filter(
    (operation) => !GRANT_OPERATIONS.get(operation) && operation !== RETIRE,
  );
  const condition = constraint(grant);
  return [
    statement(grant, grant.grantee, constrained, condition),
    statement(grant, grant.grantee, free, undefined),
  ].filter((candidate) => candidate.Action?.length !== 0);
}

/** Who may retire the grant, which says nothing of other grants on its key. */
export function retirementStatements(grant: Grant): PolicyStatement[] {
  const principals = [
    ...(grant.retiring === undefined ? [] : [grant.retiring]),
    ...(grant.operations.includes(RETIRE) ? [grant.grantee] : []),
  ];
  return principals.map((principal) => statement(grant, principal, [RETIRE], undefined));
}

function statement(
  grant: Grant,
  principal: string,
  operations: readonly string[],
  condition: PolicyStatement["Condition"],
): PolicyStatement {
  return {
    Sid: `grant ${grant.id}`,
    Effect: "Allow",
    Principal: { [principal.startsWith("arn:") ? "AWS" : "Service"]: principal },
    Action: operations.map((operation) => `kms:${operation}`),
    Resource: "*",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function constraint(grant: Grant): PolicyStatement["Condition"] {
  const context = grant.contextEquals ?? grant.contextSubset;
  if (context === undefined) return undefined;
  const pairs = Object.entries(context).map(([key, value]) => [
    `kms:EncryptionContext:${key}`,
    value.replaceAll("$", "$${$}"),
  ]);
  return {
    StringEquals: Object.fromEntries(pairs),
    ...(grant.contextEquals === undefined
      ? {}
      : { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": Object.keys(context) } }),
  };
}
