import type { Access, PolicyValue, Principal } from "../../../core/access.ts";
import { decide } from "../../../iam/decision.ts";
import type { Lookup } from "../../../iam/pattern.ts";
import { type RequestFacts, requestContext } from "../../../iam/request-context.ts";
import type { PolicySource, SimulatedStatement } from "./policy-source.ts";

export interface Simulation {
  readonly caller: Principal;
  readonly facts: RequestFacts;
  readonly identity: PolicySource;
  readonly boundary: PolicySource | undefined;
  readonly resource: PolicySource | undefined;
  readonly context: Readonly<Record<string, PolicyValue>>;
}

type Verdict = "allowed" | "explicitDeny" | "implicitDeny";

interface ResourceResult {
  readonly resource: string;
  readonly verdict: Verdict;
  readonly matched: readonly SimulatedStatement[];
  readonly missing: readonly string[];
  readonly withinBoundary: boolean | undefined;
}

const STRICTNESS: readonly Verdict[] = ["allowed", "implicitDeny", "explicitDeny"];

/** Keys whose values follow from the caller and the clock; those of a request have to be given. */
const KNOWN = /^aws:(principal.*|userid|currenttime|epochtime|sourceidentity)$/;

/**
 * One action on each of the resources, the strictest result first told.
 * Source: IAM API Reference, "EvaluationResult" and "ResourceSpecificResult".
 */
export function simulateAction(simulation: Simulation, action: string, resources: readonly string[]): object {
  const results = resources.map((resource) => simulateOn(simulation, action, resource));
  const verdict = STRICTNESS.findLast((one) => results.some((result) => result.verdict === one));
  const deciding = results.filter((result) => result.verdict === verdict);
  const everything = resources.length === 1 && resources[0] === "*";
  return {
    EvalActionName: action,
    EvalResourceName: resources.length === 1 ? resources[0] : "*",
    EvalDecision: verdict,
    MatchedStatements: shown(deciding.flatMap(({ matched }) => matched)),
    MissingContextValues: unique(results.flatMap(({ missing }) => missing)),
    ...boundaryDetail(results.map(({ withinBoundary }) => withinBoundary)),
    ...(everything
      ? {}
      : { EvalDecisionDetails: new Map(), ResourceSpecificResults: results.map(describeResult) }),
  };
}

function describeResult({ resource, verdict, matched, missing, withinBoundary }: ResourceResult): object {
  return {
    EvalResourceName: resource,
    EvalResourceDecision: verdict,
    MatchedStatements: shown(matched),
    MissingContextValues: missing,
    ...boundaryDetail([withinBoundary]),
  };
}

function boundaryDetail(within: readonly (boolean | undefined)[]): object {
  if (within.includes(undefined)) return {};
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: within.every(Boolean) } };
}

function simulateOn(simulation: Simulation, action: string, resource: string): ResourceResult {
  const { caller, identity, boundary, resource: attached, context } = simulation;
  const access: Access = { action, resource, context };
  const lookup = lookupIn(simulation, access);
  const decision = decide(
    caller,
    access,
    { identity: identity.set, boundary: boundary?.set, resource: attached?.set },
    lookup,
  );
  const verdict = decision.allowed
    ? "allowed"
    : decision.reason.startsWith("explicit")
      ? "explicitDeny"
      : "implicitDeny";
  const matching = (source: PolicySource | undefined, effect: "Allow" | "Deny") =>
    (source?.statements ?? []).filter(
      ({ statement }) =>
        statement.effect === effect &&
        statement.matchesAction(action) &&
        statement.matchesPrincipal(caller) !== "none" &&
        statement.applies(resource, lookup),
    );
  return {
    resource,
    verdict,
    matched:
      verdict === "allowed"
        ? [...matching(identity, "Allow"), ...matching(attached, "Allow")]
        : verdict === "explicitDeny"
          ? [identity, boundary, attached].flatMap((source) => matching(source, "Deny"))
          : [],
    missing: missingKeys(simulation, action, resource, lookup),
    withinBoundary:
      boundary && matching(boundary, "Allow").length > 0 && matching(boundary, "Deny").length === 0,
  };
}

/** Keys that statements about the action and the resource ask for, and nobody gave. */
function missingKeys(
  { caller, identity, boundary, resource: attached }: Simulation,
  action: string,
  resource: string,
  lookup: Lookup,
): readonly string[] {
  const concerned = [identity, boundary, attached].flatMap((source) =>
    (source?.statements ?? []).filter(
      ({ unconditional }) =>
        unconditional.matchesAction(action) &&
        unconditional.matchesPrincipal(caller) !== "none" &&
        unconditional.applies(resource, lookup),
    ),
  );
  const keys = concerned.flatMap(({ contextKeys }) => contextKeys);
  return unique(keys.filter((key) => lookup(key.toLowerCase()) === undefined));
}

function lookupIn({ caller, facts, context }: Simulation, access: Access): Lookup {
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const known = requestContext(caller, { ...access, context: {} }, facts);
  return (key) => given.get(key) ?? (KNOWN.test(key) ? known(key) : undefined);
}

function shown(statements: readonly SimulatedStatement[]): readonly object[] {
  return [...new Set(statements)].map((statement) => statement.shown);
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
