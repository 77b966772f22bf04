import { describeFilters, type Filter, isBelow, labelIn, pathFilters } from "../filters.ts";
import { select } from "../labels.ts";
import type { Parameter } from "../parameter.ts";
import { readPath } from "../parameter-name.ts";
import type { Ssm } from "../ssm.ts";
import { metadataOf, parameterOf } from "./descriptions.ts";
import { nextToken, type Operations, operation, pageIn } from "./operations.ts";

const PATH_PAGE = { default: 10, max: 10 };
const DESCRIBE_PAGE = { default: 10, max: 50 };

/** What finds parameters by where and how they are. */
export function listOperations(ssm: Ssm): Operations {
  const { parameters } = ssm;
  const all = (filters: readonly Filter[]): readonly Parameter[] =>
    [...parameters].filter((parameter) => filters.every((matches) => matches(parameter)));
  return {
    GetParametersByPath: operation(
      (input) => {
        const path = readPath(input.text("Path")).replace(/(?<=.)\/$/, "");
        const recursive = String(input.optionalBoolean("Recursive") ?? false);
        return [
          {
            action: "ssm:GetParametersByPath",
            resource: parameters.arnOf(path),
            context: { "ssm:Recursive": recursive },
          },
        ];
      },
      (input, { principal }) => {
        const path = readPath(input.text("Path"));
        const recursive = input.optionalBoolean("Recursive") ?? false;
        const found = all([({ name }) => isBelow(name, path, recursive), ...pathFilters(input)]);
        const page = pageIn(input, found, ({ name }) => name, PATH_PAGE);
        const label = labelIn(input);
        const withDecryption = input.optionalBoolean("WithDecryption") ?? false;
        return {
          Parameters: page.items.map((parameter) =>
            parameterOf(ssm, principal, parameter, select(parameter, label), withDecryption, label),
          ),
          ...nextToken(page),
        };
      },
    ),
    DescribeParameters: operation(
      () => [{ action: "ssm:DescribeParameters", resource: "*" }],
      (input) => {
        input.refuse("DescribeParameters", "Filters");
        if (input.optionalBoolean("Shared")) return { Parameters: [] };
        const page = pageIn(input, all(describeFilters(input)), ({ name }) => name, DESCRIBE_PAGE);
        return { Parameters: page.items.map(metadataOf), ...nextToken(page) };
      },
    ),
  };
}
