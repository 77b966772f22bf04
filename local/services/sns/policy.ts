import type { PolicyDocument, PolicyStatement } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { invalidParameter, missingParameter } from "./errors.ts";

/** Source: SNS API Reference, SetTopicAttributes; SNS endpoints and quotas. */
const MAX_POLICY_BYTES = 30_720;

/** The actions that a topic's policy can speak of. */
const ACTIONS = [
  "Publish",
  "Subscribe",
  "Receive",
  "GetTopicAttributes",
  "SetTopicAttributes",
  "AddPermission",
  "RemovePermission",
  "DeleteTopic",
  "ListSubscriptionsByTopic",
  "ListTagsForResource",
  "TagResource",
  "UntagResource",
  "GetDataProtectionPolicy",
  "PutDataProtectionPolicy",
];

const OUT_OF_SCOPE = "Policy statement action out of service scope!";

/** What a topic gets without a policy: the account, and services that act for the account as its owner. */
export function defaultPolicy(topicArn: string, account: Account): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": account.accountId } },
      },
    ],
  });
}

/** @throws {AwsError} `InvalidParameter` */
export function parseTopicPolicy(json: string): PolicyDocument {
  if (Buffer.byteLength(json) > MAX_POLICY_BYTES)
    throw invalidParameter(`Policy Reason: it is longer than ${MAX_POLICY_BYTES} bytes`);
  let document: PolicyDocument;
  try {
    document = validatePolicy(json, "resource");
  } catch (error) {
    throw error instanceof AwsError ? invalidParameter(`Policy Error: ${error.message}`) : error;
  }
  for (const { Action = [], NotAction = [] } of document.Statement)
    for (const action of [Action, NotAction].flat()) requireTopicAction(action);
  return document;
}

function requireTopicAction(action: string): void {
  if (action === "*") return;
  const pattern = /^sns:([A-Za-z*?]+)$/i.exec(action)?.[1];
  const names = pattern?.replace(/[*]/g, "[A-Za-z]*").replace(/[?]/g, "[A-Za-z]");
  if (names === undefined || !ACTIONS.some((name) => new RegExp(`^${names}$`, "i").test(name)))
    throw invalidParameter(`${OUT_OF_SCOPE} ${action} is none of ${ACTIONS.join(", ")}`);
}

/** The policy with one more statement, as `AddPermission` writes it. @throws {AwsError} `InvalidParameter` */
export function addPermission(
  policy: PolicyDocument,
  topicArn: string,
  input: Members,
  account: Account,
): PolicyDocument {
  const label = input.text("Label");
  const accounts = input.optionalTexts("AWSAccountId") ?? [];
  const actions = input.optionalTexts("ActionName") ?? [];
  if (accounts.length === 0) throw missingParameter("AWSAccountId");
  if (actions.length === 0) throw missingParameter("ActionName");
  const unknown = actions.find((action) => !ACTIONS.includes(action));
  if (unknown !== undefined) throw invalidParameter(`${OUT_OF_SCOPE} ${unknown}`);
  if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidParameter("Statement already exists");
  const statement: PolicyStatement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: accounts.map((accountId) => globalArn({ ...account, accountId }, "iam", "root")) },
    Action: actions.map((action) => `SNS:${action}`),
    Resource: topicArn,
  };
  return { ...policy, Statement: [...policy.Statement, statement] };
}

/** The policy without the statement of this label. */
export function removePermission(policy: PolicyDocument, label: string): PolicyDocument {
  return { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== label) };
}
