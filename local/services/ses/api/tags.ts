import type { Access } from "../../../core/access.ts";
import type { Members } from "../../../core/members.ts";
import { requestTagKeys, requireTags, type Tags } from "../../../core/tags.ts";
import { badRequest, notFound } from "../errors.ts";
import type { Ses } from "../ses.ts";
import { access, type Operations, operation, tagList, tagsIn } from "./operations.ts";

/** Tags of identities and configuration sets. */
export function tagOperations({ identities, configurationSets }: Ses): Operations {
  const find = (arn: string): { tags: Tags } | undefined => {
    const [, kind, name = ""] =
      /^arn:[^:]+:ses:[^:]+:\d+:(identity|configuration-set)\/(.+)$/.exec(arn) ?? [];
    return kind === "identity" ? identities.find(name) : configurationSets.find(name);
  };
  const tagged = (input: Members): { tags: Tags } => {
    const arn = input.text("ResourceArn");
    const resource = find(arn);
    if (resource === undefined) throw notFound(`The resource ${arn} does not exist.`);
    return resource;
  };
  const on =
    (action: string, asked: (input: Members) => Access["context"] = () => ({})) =>
    (input: Members): readonly Access[] => {
      const arn = input.text("ResourceArn");
      const about = access(action, arn, find(arn)?.tags);
      return [{ ...about, context: { ...about.context, ...asked(input) } }];
    };
  return {
    TagResource: operation(
      on("TagResource", (input) => requestTagKeys(tagsIn(input))),
      (input) => {
        const resource = tagged(input);
        resource.tags = requireTags({ ...resource.tags, ...tagsIn(input) }, badRequest);
        return {};
      },
    ),
    UntagResource: operation(
      on("UntagResource", (input) => ({ "aws:TagKeys": input.optionalTexts("TagKeys") ?? [] })),
      (input) => {
        const resource = tagged(input);
        const removed = input.optionalTexts("TagKeys") ?? [];
        resource.tags = Object.fromEntries(
          Object.entries(resource.tags).filter(([key]) => !removed.includes(key)),
        );
        return {};
      },
    ),
    ListTagsForResource: operation(on("ListTagsForResource"), (input) => ({
      Tags: tagList(tagged(input).tags),
    })),
  };
}
