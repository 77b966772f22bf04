import { defineRule } from "../../lib/rule.ts";
import { TAGGABLE } from "../../lib/taggable-types.ts";
import { each, fail, failUnless, notApplicable, undetermined } from "../../lib/verdict.ts";

const TYPES = new Set(
  Object.entries(TAGGABLE).flatMap(([module, names]) =>
    names.map((name) => `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`),
  ),
);

export const tagsRequired = defineRule({
  id: "tags-required",
  severity: "medium",
  service: "general",
  title: "Resources say whose they are.",
  why: "Without an owner nobody knows whom to ask before it is changed, who pays, and whether it may go.",
  remediation:
    "Set the tags in the provider's defaultTags (aws:defaultTags in the stack's configuration), or on the resource.",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  anchors: [],
  types: ["*"],
  check: ({ type, props, provider }, { requiredTags, tagValues }) => {
    if (!TYPES.has(type)) return notApplicable;
    const defaults = provider.document("defaultTags")?.block("tags");
    const holders = [props.block("tagsAll"), props.block("tags"), defaults];
    if (props.isUnknown("tags") && !props.block("tags")?.isKnownObject()) return undetermined;
    return each(requiredTags, (tag) => {
      const value = holders.find((each) => each?.has(tag))?.string(tag);
      if (value === undefined) return fail(`There is no tag ${tag}.`, tag);
      const pattern = tagValues[tag];
      return failUnless(
        pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value),
        `The tag ${tag} is "${value}", which does not match ${pattern}.`,
        tag,
      );
    });
  },
});
