import { requestTagKeys } from "../../../core/tags.ts";
import type { Ssm } from "../ssm.ts";
import { accessTo, type Operations, operation, textsIn } from "./operations.ts";
import { readTags } from "./tags.ts";

const MAX_DELETED = 10;

/** What makes, changes and deletes parameters. */
export function changeOperations(ssm: Ssm): Operations {
  const { parameters } = ssm;
  return {
    PutParameter: operation(
      (input) => {
        const name = input.text("Name");
        const tags = readTags(input);
        const overwrite = String(input.optionalBoolean("Overwrite") ?? false);
        const context = { "ssm:Overwrite": overwrite, ...requestTagKeys(tags) };
        return [
          accessTo(ssm, "PutParameter", name, context),
          ...(Object.keys(tags).length === 0 ? [] : [accessTo(ssm, "AddTagsToResource", name, context)]),
        ];
      },
      (input, { principal }) => {
        input.refuse("PutParameter", "Policies");
        const { version, tier } = parameters.put(principal, {
          name: input.text("Name"),
          value: input.text("Value"),
          type: input.optionalText("Type"),
          overwrite: input.optionalBoolean("Overwrite"),
          keyId: input.optionalText("KeyId"),
          description: input.optionalText("Description"),
          allowedPattern: input.optionalText("AllowedPattern"),
          dataType: input.optionalText("DataType"),
          tier: input.optionalText("Tier"),
          tags: readTags(input),
        });
        return { Version: version, Tier: tier };
      },
    ),
    DeleteParameter: operation(
      (input) => [accessTo(ssm, "DeleteParameter", input.text("Name"))],
      (input) => {
        const { name } = parameters.require(input.text("Name"));
        parameters.delete(name);
        return {};
      },
    ),
    DeleteParameters: operation(
      (input) => textsIn(input, "Names", MAX_DELETED).map((name) => accessTo(ssm, "DeleteParameters", name)),
      (input) => {
        const names = textsIn(input, "Names", MAX_DELETED);
        const DeletedParameters = names.filter((name) => parameters.delete(name));
        const InvalidParameters = names.filter((name) => !DeletedParameters.includes(name));
        return { DeletedParameters, InvalidParameters };
      },
    ),
  };
}
