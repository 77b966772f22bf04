import { AwsError } from "../../../core/errors.ts";
import { parameterNotFound } from "../errors.ts";
import { select } from "../labels.ts";
import type { Parameter, ParameterVersion } from "../parameter.ts";
import { readReference } from "../parameter-name.ts";
import type { Ssm } from "../ssm.ts";
import { historyOf, parameterOf } from "./descriptions.ts";
import { accessTo, nextToken, type Operations, operation, pageIn, textsIn } from "./operations.ts";

const MAX_NAMES = 10;
const HISTORY_PAGE = { default: 50, max: 50 };
const NOT_FOUND: ReadonlySet<string> = new Set(["ParameterNotFound", "ParameterVersionNotFound"]);

interface Found {
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  readonly selector: string | undefined;
}

/** What reads parameters by their names. */
export function readOperations(ssm: Ssm): Operations {
  const { parameters } = ssm;
  const require = (given: string): Found => {
    const reference = readReference(given);
    const parameter = parameters.referred(reference);
    if (parameter === undefined) throw parameterNotFound(reference.text);
    const { selector } = reference;
    return { parameter, version: select(parameter, selector), selector };
  };
  const find = (given: string): readonly Found[] => {
    try {
      return [require(given)];
    } catch (error) {
      if (error instanceof AwsError && NOT_FOUND.has(error.code)) return [];
      throw error;
    }
  };
  return {
    GetParameter: operation(
      (input) => [accessTo(ssm, "GetParameter", input.text("Name"))],
      (input, { principal }) => {
        const { parameter, version, selector } = require(input.text("Name"));
        const withDecryption = input.optionalBoolean("WithDecryption") ?? false;
        return { Parameter: parameterOf(ssm, principal, parameter, version, withDecryption, selector) };
      },
    ),
    GetParameters: operation(
      (input) => textsIn(input, "Names", MAX_NAMES).map((name) => accessTo(ssm, "GetParameters", name)),
      (input, { principal }) => {
        const names = textsIn(input, "Names", MAX_NAMES);
        const withDecryption = input.optionalBoolean("WithDecryption") ?? false;
        const found = names.flatMap(find).sort((one, other) => order(one.parameter, other.parameter));
        return {
          Parameters: found.map(({ parameter, version, selector }) =>
            parameterOf(ssm, principal, parameter, version, withDecryption, selector),
          ),
          InvalidParameters: names.filter((name) => find(name).length === 0),
        };
      },
    ),
    GetParameterHistory: operation(
      (input) => [accessTo(ssm, "GetParameterHistory", input.text("Name"))],
      (input, { principal }) => {
        const { parameter } = require(input.text("Name"));
        const withDecryption = input.optionalBoolean("WithDecryption") ?? false;
        const page = pageIn(
          input,
          parameter.versions,
          ({ version }) => String(version).padStart(20, "0"),
          HISTORY_PAGE,
        );
        return {
          Parameters: page.items.map((version) =>
            historyOf(ssm, principal, parameter, version, withDecryption),
          ),
          ...nextToken(page),
        };
      },
    ),
  };
}

function order(one: Parameter, other: Parameter): number {
  return one.name < other.name ? -1 : 1;
}
