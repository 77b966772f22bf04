import type { Access, PolicyDocument, PolicyValue, Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { type Decision, decide } from "../../iam/decision.ts";
import type { Iam } from "../../iam/iam.ts";
import { validatePolicy } from "../../iam/policy-grammar.ts";
import { requestContext } from "../../iam/request-context.ts";
import { compilePolicy, StatementSet } from "../../iam/statements.ts";

interface Dependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly iam: Iam;
}

type Decide = (access: Access) => Decision;

const SESSION_NAME = "simulation";

const operation = operationsOf((name) => new AwsError("InvalidInput", `${name} is missing.`));

/**
 * IAM's policy simulator on the evaluation that decides real calls.
 * Source: IAM API Reference, "SimulatePrincipalPolicy" and "SimulateCustomPolicy".
 */
export function simulationOperations({
  account,
  clock,
  iam,
}: Dependencies): Record<string, Operation<unknown>> {
  return {
    SimulatePrincipalPolicy: operation(
      (input) => [{ action: "iam:SimulatePrincipalPolicy", resource: input.text("PolicySourceArn") }],
      (input) => {
        input.refuse(
          "SimulatePrincipalPolicy",
          "PolicyInputList",
          "PermissionsBoundaryPolicyInputList",
          ...UNSUPPORTED,
        );
        const { arn } = iam.requireRole(input.text("PolicySourceArn"));
        const principal = iam.principalOf(arn, SESSION_NAME);
        return simulate(input, (access) => iam.decide(principal, access));
      },
    ),
    SimulateCustomPolicy: operation(
      () => [{ action: "iam:SimulateCustomPolicy", resource: "*" }],
      (input) => {
        input.refuse("SimulateCustomPolicy", ...UNSUPPORTED);
        const compile = (name: string) =>
          input
            .optionalTexts(name)
            ?.flatMap((text, index) =>
              compilePolicy(validatePolicy(text, "identity"), `${name}.${index + 1}`, account),
            );
        const identity = new StatementSet(compile("PolicyInputList") ?? []);
        const bounds = compile("PermissionsBoundaryPolicyInputList");
        const boundary = bounds && new StatementSet(bounds);
        const principal: Principal = iam.principalOf(
          `arn:${account.partition}:iam::${account.accountId}:role/${SESSION_NAME}`,
          SESSION_NAME,
        );
        return simulate(input, (access) => {
          const resource =
            access.resourcePolicy &&
            new StatementSet(compilePolicy(access.resourcePolicy, "ResourcePolicy", account));
          const lookup = requestContext(principal, access, { account, clock });
          return decide(principal, access, { identity, boundary, resource }, lookup);
        });
      },
    ),
  };
}

const UNSUPPORTED = ["CallerArn", "ResourceOwner", "ResourceHandlingOption", "Marker", "MaxItems"];

function simulate(input: Members, decideOn: Decide) {
  const actions = input.optionalTexts("ActionNames") ?? [];
  if (actions.length === 0) throw new AwsError("InvalidInput", "ActionNames must name at least one action.");
  const resources = input.optionalTexts("ResourceArns") ?? ["*"];
  const policy = input.optionalText("ResourcePolicy");
  const resourcePolicy: PolicyDocument | undefined =
    policy === undefined ? undefined : validatePolicy(policy, "resource");
  const context = readContext(input);
  const results = actions.flatMap((action) =>
    resources.map((resource) => {
      const decision = decideOn({
        action,
        resource,
        context,
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      });
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: verdict(decision),
        MatchedStatements:
          decision.by === undefined
            ? []
            : [{ SourcePolicyId: `${decision.by.policy}#${decision.by.statement}` }],
      };
    }),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

function verdict(decision: Decision): "allowed" | "explicitDeny" | "implicitDeny" {
  if (decision.allowed) return "allowed";
  return decision.reason.startsWith("explicit") ? "explicitDeny" : "implicitDeny";
}

function readContext(input: Members): Record<string, PolicyValue> {
  if (input.value("ContextEntries") === undefined) return {};
  return Object.fromEntries(
    input
      .structures("ContextEntries")
      .map((entry) => [entry.text("ContextKeyName"), entry.optionalTexts("ContextKeyValues") ?? []]),
  );
}
