import type { PolicyStatement } from "../../../core/access.ts";
import { identityBytes } from "../../../core/identity.ts";
import type { Lambda } from "../../../services/lambda/lambda.ts";
import type { PermissionInput } from "../../../services/lambda/permissions.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { checkProperties, type Rules, text } from "../property-rules.ts";

const RULES: Rules = {
  action: text({ min: 1 }),
  eventSourceToken: text(),
  function: text({ min: 1 }),
  principal: text({ min: 1 }),
  principalOrgId: text(),
  qualifier: text({ min: 1 }),
  sourceAccount: text(),
  sourceArn: text(),
  statementId: text({ min: 1, max: 100 }),
  statementIdPrefix: text({ min: 1, max: 74 }),
};

const MEMBERS = {
  SourceArn: "sourceArn",
  SourceAccount: "sourceAccount",
  PrincipalOrgID: "principalOrgId",
  EventSourceToken: "eventSourceToken",
} as const;

/** `aws:lambda/permission:Permission`: one statement of a function's resource policy, which nothing changes in place. */
export function permissionHandler(lambda: Lambda): ResourceHandler {
  return {
    replaceOn: Object.keys(RULES),
    nameProperty: "statementId",
    check(inputs, { autoName }) {
      const named =
        inputs.statementId === undefined && inputs.statementIdPrefix === undefined
          ? { ...inputs, statementId: autoName(100) }
          : inputs;
      return { inputs: named, failures: checkProperties(named, RULES, ["action", "function", "principal"]) };
    },
    create(inputs) {
      const statementId = String(
        inputs.statementId ?? `${inputs.statementIdPrefix}${identityBytes(13).toString("hex")}`,
      );
      lambda.addPermission(reference(inputs), permission(inputs, statementId));
      return {
        id: statementId,
        outputs: { ...inputs, statementId, statementIdPrefix: inputs.statementIdPrefix ?? "" },
      };
    },
    delete(id, olds) {
      if (find(lambda, olds, id) !== undefined) lambda.removePermission(reference(olds), id);
    },
    read(given, known) {
      const { id, olds } = located(given, known);
      const statement = find(lambda, olds, id);
      return statement && { id, outputs: { ...olds, ...propertiesOf(statement), statementId: id } };
    },
  };
}

/** Of what is imported the id is `FUNCTION/STATEMENT` or `FUNCTION:QUALIFIER/STATEMENT`. */
function located(given: string, olds: Properties): { readonly id: string; readonly olds: Properties } {
  const slash = given.lastIndexOf("/");
  if (slash < 0) return { id: given, olds };
  const [name, qualifier] = given.slice(0, slash).split(":", 2);
  return { id: given.slice(slash + 1), olds: { ...olds, function: name, ...(qualifier && { qualifier }) } };
}

function permission(inputs: Properties, StatementId: string): PermissionInput {
  const optional = Object.entries(MEMBERS)
    .map(([member, property]) => [member, inputs[property]])
    .filter(([, value]) => value !== undefined && value !== "");
  return {
    StatementId,
    Action: String(inputs.action),
    Principal: String(inputs.principal),
    ...Object.fromEntries(optional),
  };
}

function reference({ function: name, qualifier }: Properties): string {
  return qualifier === undefined ? String(name) : `${name}:${qualifier}`;
}

function find({ functions }: Lambda, inputs: Properties, statementId: string): PolicyStatement | undefined {
  try {
    const { record, qualifier } = functions.resolve(reference(inputs));
    const { Statement } = functions.policy(record, qualifier).document;
    return Statement.find(({ Sid }) => Sid === statementId);
  } catch {
    return undefined;
  }
}

const CONDITIONS: Readonly<Record<string, string>> = {
  "aws:SourceArn": "sourceArn",
  "aws:SourceAccount": "sourceAccount",
  "aws:PrincipalOrgID": "principalOrgId",
  "lambda:EventSourceToken": "eventSourceToken",
};

/** A statement as the properties that make it. */
function propertiesOf({ Action, Principal, Condition = {} }: PolicyStatement): Properties {
  const conditions = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  const [principal] = typeof Principal === "object" ? Object.values(Principal) : [Principal];
  return {
    action: Action,
    principal: String(principal).replace(/^arn:aws:iam::(\d{12}):root$/, "$1"),
    ...Object.fromEntries(conditions.map(([key, value]) => [CONDITIONS[key] ?? key, value])),
  };
}
