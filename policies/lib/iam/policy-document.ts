import { type Condition, parseConditions } from "./conditions.ts";
import { asObject, listOf, MalformedPolicyError, strings } from "./policy-values.ts";
import { type Principal, parsePrincipals } from "./principals.ts";

/** A policy document as the rules read it: every accepted spelling is brought into one form. */
export interface PolicyDocument {
  readonly version: string | undefined;
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Its `Sid`, or its position from 0 where it has none. */
  readonly label: string;
  readonly effect: "Allow" | "Deny";
  /** Empty in the policies of identities, which have no such element. */
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

const parsed = new Map<string, PolicyDocument | MalformedPolicyError>();

/**
 * Reads a document, given as JSON or, as Pulumi allows, as an object. Every rule reads every document, so the text's
 * parse is kept.
 *
 * @throws {MalformedPolicyError} for what IAM would refuse.
 */
export function parsePolicy(document: unknown): PolicyDocument {
  if (typeof document !== "string") return readDocument(document);
  let known = parsed.get(document);
  if (known === undefined) {
    known = attempt(document);
    parsed.set(document, known);
  }
  if (known instanceof MalformedPolicyError) throw known;
  return known;
}

function attempt(json: string): PolicyDocument | MalformedPolicyError {
  try {
    return readDocument(parseJson(json));
  } catch (error) {
    if (error instanceof MalformedPolicyError) return error;
    throw error;
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new MalformedPolicyError(`is not JSON: ${(error as Error).message}`);
  }
}

function readDocument(value: unknown): PolicyDocument {
  const document = asObject(value, "the document");
  refuseUnknown(document, DOCUMENT_ELEMENTS, "the document");
  const statements = listOf(document.Statement);
  if (statements.length === 0) throw new MalformedPolicyError("has no Statement");
  if (document.Version !== undefined && !["2012-10-17", "2008-10-17"].includes(String(document.Version))) {
    throw new MalformedPolicyError(`has the Version ${JSON.stringify(document.Version)}; say 2012-10-17`);
  }
  return {
    version: document.Version as string | undefined,
    statements: statements.map((statement, index) => readStatement(statement, index)),
  };
}

function readStatement(value: unknown, index: number): Statement {
  const where = `Statement[${index}]`;
  const statement = asObject(value, where);
  refuseUnknown(statement, STATEMENT_ELEMENTS, where);
  const { Effect, Sid } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") {
    throw new MalformedPolicyError(
      `has the Effect ${JSON.stringify(Effect)} in ${where}; say "Allow" or "Deny"`,
    );
  }
  if (statement.Action === undefined && statement.NotAction === undefined) {
    throw new MalformedPolicyError(`has no Action in ${where}`);
  }
  return {
    label: typeof Sid === "string" && Sid !== "" ? Sid : String(index),
    effect: Effect,
    principals: parsePrincipals(statement.Principal),
    notPrincipals: parsePrincipals(statement.NotPrincipal),
    actions: strings(statement.Action, `${where}.Action`),
    notActions: strings(statement.NotAction, `${where}.NotAction`),
    resources: strings(statement.Resource, `${where}.Resource`),
    notResources: strings(statement.NotResource, `${where}.NotResource`),
    conditions: parseConditions(statement.Condition, where),
  };
}

function refuseUnknown(object: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((element) => !known.includes(element));
  if (unknown !== undefined) {
    throw new MalformedPolicyError(
      `has the unknown element ${unknown} in ${where}; known are ${known.join(", ")}`,
    );
  }
}
