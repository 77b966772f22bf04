import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const regionAllowlist = defineRule({
  id: "region-allowlist",
  severity: "high",
  service: "general",
  title: "Resources are in the regions that the stack allows.",
  why: "A resource in another region is out of sight of whoever watches the others, and its data may be where it must not be.",
  remediation: "Take region away from the resource or its provider, or add it to the setting allowedRegions.",
  url: "https://docs.aws.amazon.com/general/latest/gr/rande-manage.html",
  anchors: [],
  types: ["*"],
  check: ({ props, provider }, { allowedRegions }) => {
    if (allowedRegions.length === 0) return notApplicable;
    const region = props.string("region") ?? provider.string("region");
    if (region === undefined) return notApplicable;
    return failUnless(
      allowedRegions.includes(region),
      `The region is ${region}, none of ${allowedRegions.join(", ")}.`,
    );
  },
});
