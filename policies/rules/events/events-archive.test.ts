import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { eventsArchive } from "./events-archive.ts";

describeGraphRule(eventsArchive, {
  good: [
    resource("aws:cloudwatch/eventBus:EventBus", "bus", { tags: { dataClass: "pii" } }),
    resource("aws:cloudwatch/eventArchive:EventArchive", "archive", {
      eventSourceArn: ref("bus"),
      retentionDays: 30,
    }),
  ],
  bad: {
    "no archive": { without: ["archive"], on: ["bus"] },
    "kept for ever": { set: { archive: { retentionDays: 0 } }, on: ["bus"] },
  },
  nearMisses: { "a year": { set: { archive: { retentionDays: 365 } } } },
  notApplicable: { "nothing classified": { set: { bus: { tags: undefined } } } },
});
