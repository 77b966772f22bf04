import type { PolicyDocument } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { SessionRequest } from "../../core/ports.ts";
import type { ManagedPolicies } from "../../iam/managed-policies.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";

/** Source: STS API Reference, "AssumeRole". */
const MAX_POLICY_LENGTH = 2_048;
const MAX_POLICY_ARNS = 10;
const MAX_TAGS = 50;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const SOURCE_IDENTITY = /^[\w+=,.@-]{2,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** What a call asks of a session. @throws {AwsError} `ValidationError`, `MalformedPolicyDocument`, `NoSuchEntity` */
export function sessionRequestIn(input: Members, managed: ManagedPolicies): SessionRequest {
  const policies = policiesIn(input, managed);
  const tags = tagsIn(input);
  const transitiveTagKeys = input.optionalTexts("TransitiveTagKeys") ?? [];
  const unknown = transitiveTagKeys.find((key) => !(key in tags));
  if (unknown !== undefined)
    throw new AwsError(
      "ValidationError",
      `The transitive tag key ${unknown} must be one of the session tags.`,
    );
  const sourceIdentity = matching(input, "SourceIdentity", SOURCE_IDENTITY);
  const externalId = matching(input, "ExternalId", EXTERNAL_ID);
  return {
    tags,
    transitiveTagKeys,
    ...(policies === undefined ? {} : { policies }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

function policiesIn(input: Members, managed: ManagedPolicies): readonly PolicyDocument[] | undefined {
  const text = input.optionalText("Policy");
  const arns =
    input.optionalList("PolicyArns") === undefined
      ? []
      : input.structures("PolicyArns").map((policy) => policy.text("arn"));
  if (text === undefined && arns.length === 0) return undefined;
  if ((text?.length ?? 0) > MAX_POLICY_LENGTH)
    throw constraint("policy", `Member must have length less than or equal to ${MAX_POLICY_LENGTH}`);
  if (arns.length > MAX_POLICY_ARNS)
    throw constraint("policyArns", `Member must have length less than or equal to ${MAX_POLICY_ARNS}`);
  return [
    ...(text === undefined ? [] : [validatePolicy(text, "identity")]),
    ...arns.map((arn) => managed.get(arn).document),
  ];
}

function tagsIn(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("Tags") === undefined) return {};
  const tags: Record<string, string> = {};
  for (const tag of input.structures("Tags")) {
    const key = tag.text("Key");
    const value = tag.text("Value");
    if (!TAG_KEY.test(key) || !TAG_VALUE.test(value))
      throw constraint(
        "tags",
        "keys of 1 to 128 and values of up to 256 letters, digits, spaces or _.:/=+-@",
      );
    if (Object.keys(tags).some((other) => other.toLowerCase() === key.toLowerCase()))
      throw new AwsError(
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
      );
    tags[key] = value;
  }
  if (Object.keys(tags).length > MAX_TAGS)
    throw constraint("tags", `Member must have length less than or equal to ${MAX_TAGS}`);
  return tags;
}

function matching(input: Members, name: string, pattern: RegExp): string | undefined {
  const value = input.optionalText(name);
  if (value === undefined || pattern.test(value)) return value;
  throw constraint(
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    `Member must satisfy regular expression pattern: ${pattern.source}`,
  );
}

function constraint(member: string, requirement: string): AwsError {
  return new AwsError(
    "ValidationError",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${requirement}`,
  );
}
