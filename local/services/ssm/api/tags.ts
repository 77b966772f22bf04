import { validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { requestTagKeys, requireTags, type Tags } from "../../../core/tags.ts";
import { invalidResourceId, invalidResourceType, tooManyTags, unsupported } from "../errors.ts";
import type { Parameter } from "../parameter.ts";
import type { Ssm } from "../ssm.ts";
import { accessTo, type Operations, operation } from "./operations.ts";

/** What else of Systems Manager has tags. */
const OTHER_TYPES: readonly string[] = [
  "Document",
  "ManagedInstance",
  "MaintenanceWindow",
  "PatchBaseline",
  "OpsItem",
  "OpsMetadata",
  "Automation",
  "Association",
  "CloudConnector",
];

/** The tags of parameters. */
export function tagOperations(ssm: Ssm): Operations {
  const id = (input: Members): string => {
    const type = input.text("ResourceType");
    if (OTHER_TYPES.includes(type))
      throw unsupported(`The local cloud has tags of Parameter only, not of ${type}.`);
    if (type !== "Parameter") throw invalidResourceType(type);
    return input.text("ResourceId");
  };
  const tagged = (input: Members): Parameter => {
    const parameter = ssm.parameters.find(id(input));
    if (parameter === undefined) throw invalidResourceId(id(input));
    return parameter;
  };
  return {
    AddTagsToResource: operation(
      (input) => [accessTo(ssm, "AddTagsToResource", id(input), requestTagKeys(readTags(input)))],
      (input) => {
        const parameter = tagged(input);
        const tags = { ...parameter.tags, ...readTags(input) };
        parameter.tags = requireTags(tags, validationError, tooManyTags);
        return {};
      },
    ),
    RemoveTagsFromResource: operation(
      (input) => [
        accessTo(ssm, "RemoveTagsFromResource", id(input), {
          "aws:TagKeys": input.optionalTexts("TagKeys") ?? [],
        }),
      ],
      (input) => {
        const parameter = tagged(input);
        const gone = input.optionalTexts("TagKeys") ?? [];
        parameter.tags = Object.fromEntries(
          Object.entries(parameter.tags).filter(([key]) => !gone.includes(key)),
        );
        return {};
      },
    ),
    ListTagsForResource: operation(
      (input) => [accessTo(ssm, "ListTagsForResource", id(input))],
      (input) => ({ TagList: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })) }),
    ),
  };
}

export function readTags(input: Members): Tags {
  if (input.value("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}
