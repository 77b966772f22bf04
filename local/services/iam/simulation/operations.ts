import type { PolicyValue, Principal } from "../../../core/access.ts";
import type { Account } from "../../../core/account.ts";
import type { Clock } from "../../../core/clock.ts";
import { AwsError } from "../../../core/errors.ts";
import { type Members, operationsOf } from "../../../core/members.ts";
import type { Operation } from "../../../core/service.ts";
import type { Iam } from "../../../iam/iam.ts";
import { PolicySource, policiesOfRole, readPolicy } from "./policy-source.ts";
import { type Simulation, simulateAction } from "./simulate.ts";

interface Dependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly iam: Iam;
}

const SESSION_NAME = "simulation";
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9]+$/i;
const USER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/;
const DEFAULT_PAGE = 100;
const UNSUPPORTED = ["ResourceOwner", "ResourceHandlingOption"];

const operation = operationsOf((name) => invalidInput(`${name} is missing.`));

/**
 * IAM's policy simulator on the evaluation that decides real calls.
 * Source: IAM API Reference, "SimulatePrincipalPolicy" and "SimulateCustomPolicy".
 */
export function simulationOperations(deps: Dependencies): Record<string, Operation<unknown>> {
  const { iam, account } = deps;
  const onRole = (action: string) => (input: Members) => [
    { action: `iam:${action}`, resource: input.text("PolicySourceArn") },
  ];
  const unscoped = (action: string) => () => [{ action: `iam:${action}`, resource: "*" }];
  const entryOf = (input: Members) => {
    const { arn, name } = iam.requireRole(input.text("PolicySourceArn"));
    return { arn, entry: iam.roles.require(name) };
  };
  const given = (input: Members, name: string) =>
    (input.optionalTexts(name) ?? []).map((text, index) => ({ id: `${name}.${index + 1}`, text }));
  const read = (policies: readonly { readonly id: string; readonly text: string }[]) =>
    policies.flatMap(({ id, text }) => readPolicy(text, id, "identity", account));

  return {
    SimulatePrincipalPolicy: operation(onRole("SimulatePrincipalPolicy"), (input) => {
      input.refuse("SimulatePrincipalPolicy", ...UNSUPPORTED);
      const { arn, entry } = entryOf(input);
      const { permissionsBoundary, id, tags } = entry.role;
      const own =
        permissionsBoundary === undefined
          ? []
          : [{ id: permissionsBoundary, text: iam.policies.get(permissionsBoundary).text }];
      const replaced = given(input, "PermissionsBoundaryPolicyInputList");
      return simulate(input, {
        caller: iam.principalOf(arn, SESSION_NAME),
        facts: { ...deps, roleId: id, roleTags: tags },
        identity: read([...policiesOfRole(entry, iam), ...given(input, "PolicyInputList")]),
        boundary: read(replaced.length > 0 ? replaced : own),
        account,
      });
    }),
    SimulateCustomPolicy: operation(unscoped("SimulateCustomPolicy"), (input) => {
      input.refuse("SimulateCustomPolicy", ...UNSUPPORTED);
      input.list("PolicyInputList");
      const nobody = `arn:${account.partition}:iam::${account.accountId}:role/${SESSION_NAME}`;
      return simulate(input, {
        caller: iam.principalOf(nobody, SESSION_NAME),
        facts: deps,
        identity: read(given(input, "PolicyInputList")),
        boundary: read(given(input, "PermissionsBoundaryPolicyInputList")),
        account,
      });
    }),
    GetContextKeysForCustomPolicy: operation(unscoped("GetContextKeysForCustomPolicy"), (input) => {
      input.list("PolicyInputList");
      return keysIn(read(given(input, "PolicyInputList")));
    }),
    GetContextKeysForPrincipalPolicy: operation(onRole("GetContextKeysForPrincipalPolicy"), (input) =>
      keysIn(read([...policiesOfRole(entryOf(input).entry, iam), ...given(input, "PolicyInputList")])),
    ),
  };
}

interface Subject extends Pick<Simulation, "caller" | "facts"> {
  readonly identity: PolicySource["statements"];
  readonly boundary: PolicySource["statements"];
  readonly account: Account;
}

function simulate(input: Members, { identity, boundary, account, ...subject }: Subject): object {
  const actions = input.optionalTexts("ActionNames") ?? [];
  if (actions.length === 0) throw invalidInput("ActionNames must name at least one action.");
  const unreadable = actions.find((action) => !ACTION.test(action));
  if (unreadable !== undefined)
    throw invalidInput(
      `Invalid Entity Type or action: ${unreadable} is not the name of an action such as sqs:SendMessage.`,
    );
  const resources = input.optionalTexts("ResourceArns") ?? ["*"];
  const policy = input.optionalText("ResourcePolicy");
  const user = callerIn(input);
  if (policy !== undefined && user === undefined)
    throw invalidInput("CallerArn is required, the ARN of a user, when there is a ResourcePolicy.");
  const simulation: Simulation = {
    ...subject,
    ...(user === undefined ? {} : { caller: user }),
    identity: new PolicySource(identity),
    boundary: boundary.length === 0 ? undefined : new PolicySource(boundary),
    resource:
      policy === undefined
        ? undefined
        : new PolicySource(readPolicy(policy, "ResourcePolicy", "resource", account)),
    context: contextIn(input),
  };
  const start = markerIn(input);
  const end = start + (input.optionalInteger("MaxItems") ?? DEFAULT_PAGE);
  return {
    EvaluationResults: actions
      .slice(start, end)
      .map((action) => simulateAction(simulation, action, resources)),
    IsTruncated: end < actions.length,
    ...(end < actions.length ? { Marker: Buffer.from(String(end)).toString("base64url") } : {}),
  };
}

/** IAM simulates callers that are users. Here they are nobody else's, so that policies see their ARN and no more. */
function callerIn(input: Members): Principal | undefined {
  const arn = input.optionalText("CallerArn");
  if (arn === undefined) return undefined;
  if (!USER_ARN.test(arn)) throw invalidInput(`CallerArn must be the ARN of a user, and ${arn} is not.`);
  return { kind: "session", arn, roleArn: arn, roleName: arn.slice(arn.lastIndexOf("/") + 1) };
}

function markerIn(input: Members): number {
  const marker = input.optionalText("Marker");
  if (marker === undefined) return 0;
  const start = Number(Buffer.from(marker, "base64url").toString("utf8"));
  if (!Number.isInteger(start) || start < 1) throw invalidInput(`Invalid Marker: ${marker}`);
  return start;
}

function keysIn(statements: PolicySource["statements"]): object {
  return { ContextKeyNames: [...new Set(statements.flatMap(({ contextKeys }) => contextKeys))] };
}

function contextIn(input: Members): Readonly<Record<string, PolicyValue>> {
  if (input.value("ContextEntries") === undefined) return {};
  return Object.fromEntries(
    input.structures("ContextEntries").map((entry) => {
      const values = entry.optionalTexts("ContextKeyValues") ?? [];
      const isList = entry.optionalText("ContextKeyType")?.endsWith("List") === true;
      const [first] = values;
      return [
        entry.text("ContextKeyName"),
        values.length === 1 && first !== undefined && !isList ? first : values,
      ];
    }),
  );
}

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInput", message);
}
