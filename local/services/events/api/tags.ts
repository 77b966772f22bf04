import { validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { requireTags, type Tags } from "../../../core/tags.ts";
import { notFound } from "../errors.ts";
import type { Events } from "../events.ts";
import { type Operations, operation } from "./operations.ts";

/** Buses and rules have tags. */
export function tagOperations({ buses, rules }: Events): Operations {
  const tagged = (resourceArn: string): { tags: Tags } => {
    const found = buses.find(resourceArn) ?? rules.findByArn(resourceArn);
    if (found === undefined) throw notFound(`Resource ${resourceArn} does not exist.`);
    return found;
  };
  const onTagged = (action: string) => (input: Members) => [
    { action: `events:${action}`, resource: input.text("ResourceARN") },
  ];
  return {
    TagResource: operation(onTagged("TagResource"), (input) => {
      const resource = tagged(input.text("ResourceARN"));
      resource.tags = requireTags({ ...resource.tags, ...readTags(input) }, validationError);
      return {};
    }),
    UntagResource: operation(onTagged("UntagResource"), (input) => {
      const resource = tagged(input.text("ResourceARN"));
      const gone = input.optionalTexts("TagKeys") ?? [];
      resource.tags = Object.fromEntries(
        Object.entries(resource.tags).filter(([key]) => !gone.includes(key)),
      );
      return {};
    }),
    ListTagsForResource: operation(onTagged("ListTagsForResource"), (input) => ({
      Tags: Object.entries(tagged(input.text("ResourceARN")).tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

export function readTags(input: Members): Tags {
  if (input.value("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}
