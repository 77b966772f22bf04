import type { PolicyDocument, PolicyStatement } from "../core/access.ts";
import { AwsError } from "../core/errors.ts";

type Principals = NonNullable<PolicyStatement["Principal"]>;

const TYPES = ["AWS", "Service", "Federated", "CanonicalUser"];
const ACCOUNT_ID = /^\d{12}$/;
const PRINCIPAL_ARN =
  /^arn:aws[a-z-]*:(iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/;
/** Also what an ARN became whose role was deleted. */
const UNIQUE_ID = /^A(RO|ID)A[A-Z0-9]{12,}$/;
const SERVICE = /^[a-z0-9][a-z0-9.-]*\.(amazonaws\.com(\.cn)?|aws\.internal|internal)$/;

/** @throws {AwsError} `MalformedPolicyDocument` for a principal that cannot exist. */
export function checkPrincipal(value: unknown, where: string): Principals {
  if (value === "*") return "*";
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(`Invalid principal in policy: ${JSON.stringify(value)} (${where})`);
  const principals: Record<string, readonly string[]> = {};
  for (const [type, listed] of Object.entries(value)) {
    const names: unknown[] = Array.isArray(listed) ? listed : [listed];
    if (!TYPES.includes(type) || names.length === 0)
      throw invalid(`Invalid principal in policy: "${type}":${JSON.stringify(listed)} (${where})`);
    principals[type] = names.map((name) => {
      if (typeof name !== "string" || !isPrincipal(type, name))
        throw invalid(`Invalid principal in policy: "${type.toUpperCase()}":${JSON.stringify(name)}`);
      return name;
    });
  }
  if (Object.keys(principals).length === 0) throw invalid(`Invalid principal in policy: {} (${where})`);
  return principals;
}

function isPrincipal(type: string, name: string): boolean {
  if (type === "Service") return SERVICE.test(name);
  if (type !== "AWS") return name !== "";
  return name === "*" || ACCOUNT_ID.test(name) || PRINCIPAL_ARN.test(name) || UNIQUE_ID.test(name);
}

/** The role ARNs that a policy names as principals; AWS refuses a policy that names a missing one. */
export function rolesNamed(document: PolicyDocument): string[] {
  return document.Statement.flatMap(({ Principal, NotPrincipal }) => {
    const element = Principal ?? NotPrincipal;
    if (element === undefined || element === "*") return [];
    const listed = element.AWS;
    return listed === undefined ? [] : typeof listed === "string" ? [listed] : [...listed];
  }).filter((name) => name.includes(":iam:") && !name.endsWith(":root"));
}

function invalid(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message);
}
