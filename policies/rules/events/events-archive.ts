import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const eventsArchive = defineRule({
  id: "events-archive",
  severity: "low",
  service: "events",
  title: "A bus for classified data has an archive, whose events have an end.",
  why: "What a faulty consumer did away with can only be done again from an archive, and one without an end keeps personal data for ever.",
  remediation: "Add a cloudwatch.EventArchive with retentionDays.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html",
  anchors: [],
  dataClass: true,
  types: ["aws:cloudwatch/eventBus:EventBus"],
  checkInGraph: (bus, graph, settings) =>
    ifClassified(bus, settings, () => {
      const archives = graph
        .referrers(bus, "aws:cloudwatch/eventArchive:EventArchive")
        .map(({ from }) => from);
      return failUnless(
        archives.some(({ props }) => (props.number("retentionDays") ?? 0) > 0),
        `${bus.name} has no archive with retentionDays.`,
      );
    }),
});
