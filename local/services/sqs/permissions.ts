import type { PolicyDocument, PolicyStatement } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import { globalArn } from "../../core/account.ts";
import type { Members } from "../../core/members.ts";
import { invalidParameter, invalidValue, missingParameter } from "./errors.ts";
import type { Queue } from "./queue.ts";

const ACTIONS = [
  "*",
  "SendMessage",
  "ReceiveMessage",
  "DeleteMessage",
  "ChangeMessageVisibility",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
];

/** The policy of a queue with one more statement, as `AddPermission` writes it. @throws {AwsError} */
export function addPermission(queue: Queue, input: Members, account: Account): PolicyDocument {
  const label = input.text("Label");
  const actions = input.optionalTexts("Actions") ?? [];
  const accounts = input.optionalTexts("AWSAccountIds") ?? [];
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(label))
    throw invalidValue(label, "Label", "It can have up to 80 letters, digits, hyphens and underscores.");
  if (accounts.length === 0) throw missingParameter("AWSAccountIds");
  if (actions.length === 0) throw missingParameter("Actions");
  const unknown = actions.find((action) => !ACTIONS.includes(action));
  if (unknown !== undefined) {
    throw invalidParameter(
      `Value SQS:${unknown} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
    );
  }
  const stranger = accounts.find((accountId) => !/^\d{12}$/.test(accountId));
  if (stranger !== undefined) throw invalidValue(`[${stranger}]`, "PrincipalId", "Unable to verify.");
  const statements = queue.settings.policy?.Statement ?? [];
  if (statements.some(({ Sid }) => Sid === label)) throw invalidValue(label, "Label", "Already exists.");
  const principals = accounts.map((accountId) => globalArn({ ...account, accountId }, "iam", "root"));
  const statement: PolicyStatement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrMore(principals) },
    Action: oneOrMore(actions.map((action) => `SQS:${action}`)),
    Resource: queue.arn,
  };
  return {
    Version: queue.settings.policy?.Version ?? "2008-10-17",
    Id: queue.settings.policy?.Id ?? `${queue.arn}/SQSDefaultPolicy`,
    Statement: [...statements, statement],
  };
}

/** The policy without a statement; `undefined` when none is left. @throws {AwsError} for a label that isn't there */
export function removePermission(queue: Queue, label: string): PolicyDocument | undefined {
  const policy = queue.settings.policy;
  const rest = policy?.Statement.filter(({ Sid }) => Sid !== label) ?? [];
  if (policy === undefined || rest.length === policy.Statement.length)
    throw invalidValue(label, "Label", "can't find label on existing policy.");
  return rest.length === 0 ? undefined : { ...policy, Statement: rest };
}

function oneOrMore(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] as string) : values;
}
