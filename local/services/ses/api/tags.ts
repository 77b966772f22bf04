import type { Members } from "../../../core/members.ts";
import { requestTagKeys, requireTags, type Tags } from "../../../core/tags.ts";
import { badRequest, notFound } from "../errors.ts";
import type { Ses } from "../ses.ts";
import { access, type Operations, operation, tagList, tagsIn } from "./operations.ts";

/** Tags of identities and configuration sets. */
export function tagOperations({ identities, configurationSets }: Ses): Operations {
  const tagged = (arn: string): { tags: Tags } => {
    const [, kind, name = ""] =
      /^arn:[^:]+:ses:[^:]+:\d+:(identity|configuration-set)\/(.+)$/.exec(arn) ?? [];
    if (kind === "identity") return identities.require(name);
    if (kind === "configuration-set") return configurationSets.require(name);
    throw notFound(`The resource ${arn} does not exist.`);
  };
  const on = (action: string) => (input: Members) => [access(action, input.text("ResourceArn"))];
  return {
    TagResource: operation(
      (input) =>
        on("TagResource")(input).map((asked) => ({
          ...asked,
          context: { ...asked.context, ...requestTagKeys(tagsIn(input)) },
        })),
      (input) => {
        const resource = tagged(input.text("ResourceArn"));
        resource.tags = requireTags({ ...resource.tags, ...tagsIn(input) }, badRequest);
        return {};
      },
    ),
    UntagResource: operation(on("UntagResource"), (input) => {
      const resource = tagged(input.text("ResourceArn"));
      const removed = input.optionalTexts("TagKeys") ?? [];
      resource.tags = Object.fromEntries(
        Object.entries(resource.tags).filter(([key]) => !removed.includes(key)),
      );
      return {};
    }),
    ListTagsForResource: operation(on("ListTagsForResource"), (input) => ({
      Tags: tagList(tagged(input.text("ResourceArn")).tags),
    })),
  };
}
