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
      if (exists(lambda, olds, id)) lambda.removePermission(reference(olds), id);
    },
    read: (id, olds) => (exists(lambda, olds, id) ? { id, outputs: olds } : undefined),
  };
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

function exists({ functions }: Lambda, inputs: Properties, statementId: string): boolean {
  try {
    const { record, qualifier } = functions.resolve(reference(inputs));
    return functions.policy(record, qualifier).has(statementId);
  } catch {
    return false;
  }
}
