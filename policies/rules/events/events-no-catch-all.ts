import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const eventsNoCatchAll = defineRule({
  id: "events-no-catch-all",
  severity: "medium",
  service: "events",
  title: "Rules say which events they are for.",
  why: "A rule for everything takes events that are added later too, runs its targets for them, and loops where a target sends to the bus.",
  remediation: "Name source and detail-type in the eventPattern.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules-best-practices.html",
  anchors: [],
  types: ["aws:cloudwatch/eventRule:EventRule"],
  check: ({ props }) => {
    const pattern = props.json("eventPattern");
    if (pattern === undefined || pattern === null) return notApplicable;
    const open = new Set(["account", "region", "version"]);
    const telling = Object.entries(pattern).filter(([key, value]) => !open.has(key) && !matchesAll(value));
    return failUnless(telling.length > 0, `eventPattern ${JSON.stringify(pattern)} matches every event.`);
  },
});

/** A list with an empty prefix, a bare wildcard or a mere presence of what is always there. */
function matchesAll(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.some((each) =>
      ['{"prefix":""}', '{"wildcard":"*"}', '{"exists":true}'].includes(JSON.stringify(each)),
    )
  );
}
