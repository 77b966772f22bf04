import type { PolicyDocument, PolicyStatement, PolicyValue } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { rolesNamed } from "../../iam/principal-grammar.ts";
import type { Bucket } from "./bucket.ts";
import { accessDenied } from "./errors.ts";
import type { Engine } from "./operations.ts";

/** Source: S3 User Guide, "Bucket policies": 20 KB. */
const MAX_BYTES = 20 * 1024;

/** @throws {AwsError} `MalformedPolicy`; `AccessDenied` for a public policy where the bucket blocks them. */
export function readBucketPolicy({ account, iam }: Engine, bucket: Bucket, text: string): PolicyDocument {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw malformed("Policy exceeds the maximum allowed document size.");
  const document = parse(text);
  for (const { Action, NotAction, Resource, NotResource } of document.Statement) {
    if (listOf(Action ?? NotAction).some((action) => !/^(s3:|\*$)/i.test(action)))
      throw malformed("Policy has invalid action");
    if (listOf(Resource ?? NotResource).some((resource) => !isWithin(bucket, resource)))
      throw malformed("Policy has invalid resource");
  }
  for (const role of rolesNamed(document))
    if (role.split(":")[4] === account.accountId && !exists(iam, role))
      throw malformed("Invalid principal in policy");
  if (bucket.settings.publicAccessBlock?.BlockPublicPolicy === true && isPublic(document))
    throw accessDenied(
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    );
  return document;
}

/** Condition keys that limit who is let in. Source: S3 User Guide, "The meaning of 'public'". */
const LIMITING = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/** Whether anybody is let in without a condition that limits who. */
export function isPublic({ Statement }: PolicyDocument): boolean {
  return Statement.some(
    (statement) => statement.Effect === "Allow" && admitsAnybody(statement) && !isLimited(statement),
  );
}

function admitsAnybody({ Principal, NotPrincipal }: PolicyStatement): boolean {
  if (NotPrincipal !== undefined || Principal === "*") return true;
  return typeof Principal === "object" && listOf(Principal.AWS).includes("*");
}

function isLimited({ Condition = {} }: PolicyStatement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      !/^(for\w+:)?\w*not|ifexists$|^null$/i.test(operator) &&
      Object.entries(keys).some(
        ([key, value]) => LIMITING.includes(key.toLowerCase()) && listOf(value).every(isFixed),
      ),
  );
}

/** A value that anybody can have limits nobody: one with a wildcard or a variable, or the network of half the world. */
function isFixed(value: string): boolean {
  const [, bits] = /^[\d.]+\/(\d+)$/.exec(value) ?? [];
  return !/[*?]|\$\{/.test(value) && Number(bits ?? 32) >= 8 && !value.startsWith("::/");
}

function parse(text: string): PolicyDocument {
  try {
    return validatePolicy(text, "resource");
  } catch (error) {
    throw error instanceof AwsError ? malformed(error.message) : error;
  }
}

function exists(iam: Engine["iam"], role: string): boolean {
  try {
    iam.requireRole(role);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

function isWithin({ arn }: Bucket, resource: string): boolean {
  return resource === arn || resource.startsWith(`${arn}/`) || resource === `${arn}*`;
}

function listOf(value: PolicyValue | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicy", message);
}
