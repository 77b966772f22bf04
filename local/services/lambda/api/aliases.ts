import { AwsError, validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { additionalVersion } from "../alias-routing.ts";
import type { CurrentAlias, FunctionRecord } from "../functions.ts";
import type { Lambda } from "../lambda.ts";
import { describeAlias } from "./describe.ts";
import { listed, nameIn, type Operations, onFunction, operation } from "./operations.ts";

const NAME = /^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/;

/** Aliases of a version, or of two with weights. Source: Lambda API Reference. */
export function aliasOperations(lambda: Lambda): Operations {
  const { functions } = lambda;
  const recordIn = (input: Members) => functions.require(nameIn(lambda, input));
  return {
    CreateAlias: operation(onFunction(lambda, "CreateAlias"), (input) => {
      const record = recordIn(input);
      const name = input.text("Name");
      if (!NAME.test(name))
        throw validationError(
          `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME.source}`,
        );
      const alias = {
        name,
        functionVersion: input.text("FunctionVersion"),
        description: input.optionalText("Description") ?? "",
        ...routingIn(input),
      };
      return describeAlias(record, functions.putAlias(record.name, alias, "create"));
    }),
    UpdateAlias: operation(onFunction(lambda, "UpdateAlias"), (input) => {
      const record = recordIn(input);
      const current = requireAlias(record, input.text("Name"));
      const expected = input.optionalText("RevisionId");
      if (expected !== undefined && expected !== current.revisionId)
        throw new AwsError(
          "PreconditionFailedException",
          "The RevisionId provided does not match the latest RevisionId of the alias. Call the GetAlias API to retrieve the latest RevisionId.",
          412,
        );
      const alias = {
        name: current.name,
        functionVersion: input.optionalText("FunctionVersion") ?? current.functionVersion,
        description: input.optionalText("Description") ?? current.description,
        ...(input.value("RoutingConfig") === undefined
          ? current.additional && { additional: current.additional }
          : routingIn(input)),
      };
      return describeAlias(record, functions.putAlias(record.name, alias, "update"));
    }),
    GetAlias: operation(onFunction(lambda, "GetAlias"), (input) => {
      const record = recordIn(input);
      return describeAlias(record, requireAlias(record, input.text("Name")));
    }),
    ListAliases: operation(onFunction(lambda, "ListAliases"), (input) => {
      const record = recordIn(input);
      const version = input.optionalText("FunctionVersion");
      const aliases = [...record.aliases.values()].filter(
        ({ functionVersion }) => version === undefined || functionVersion === version,
      );
      return listed(
        input,
        "Aliases",
        aliases,
        ({ name }) => name,
        (alias) => describeAlias(record, alias),
      );
    }),
    DeleteAlias: operation(onFunction(lambda, "DeleteAlias"), (input) => {
      functions.deleteAlias(recordIn(input).name, input.text("Name"));
      return {};
    }),
  };
}

/** No weights take the additional version away. */
function routingIn(input: Members): ReturnType<typeof additionalVersion> {
  return additionalVersion(
    input.optionalStructure("RoutingConfig")?.optionalMap("AdditionalVersionWeights") ?? {},
  );
}

function requireAlias(record: FunctionRecord, name: string): CurrentAlias {
  const alias = record.aliases.get(name);
  if (alias === undefined)
    throw new AwsError("ResourceNotFoundException", `Cannot find alias arn: ${record.arn}:${name}`, 404);
  return alias;
}
