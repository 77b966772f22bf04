import { documentation, type Lives, tags, terraform } from "./life.ts";
import { named } from "./scopes.ts";

const BUSES = named("EventBuses", "events", "event-bus/NAME");
const ARCHIVES = named("EventArchives", "events", "archive/NAME");
/** Those of the stack's own buses: the default bus is everybody's. */
const RULES = named("EventRules", "events", "rule/NAME/NAME");

const TAGGING = {
  list: "events:ListTagsForResource",
  tag: "events:TagResource",
  untag: "events:UntagResource",
} as const;

export const EVENTS: Lives = {
  "aws:cloudwatch/eventBus:EventBus": [
    {
      on: BUSES,
      source: terraform("events/bus.go"),
      create: ["events:CreateEventBus"],
      read: ["events:DescribeEventBus"],
      update: ["events:UpdateEventBus"],
      delete: ["events:DeleteEventBus"],
    },
    tags(BUSES, "events", TAGGING),
  ],
  "aws:cloudwatch/eventArchive:EventArchive": [
    {
      on: ARCHIVES,
      source: terraform("events/archive.go"),
      create: ["events:CreateArchive"],
      read: ["events:DescribeArchive"],
      update: ["events:UpdateArchive"],
      delete: ["events:DeleteArchive"],
    },
    {
      on: BUSES,
      source: documentation(
        "Service Authorization Reference Guide",
        "Actions, resources, and condition keys for Amazon EventBridge",
      ),
      create: ["events:CreateArchive"],
    },
  ],
  "aws:cloudwatch/eventRule:EventRule": [
    {
      on: RULES,
      source: terraform("events/rule.go"),
      create: ["events:PutRule"],
      read: ["events:DescribeRule"],
      update: ["events:PutRule"],
      delete: ["events:DeleteRule"],
    },
    tags(RULES, "events", TAGGING),
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    {
      on: RULES,
      source: terraform("events/target.go"),
      create: ["events:PutTargets"],
      read: ["events:ListTargetsByRule"],
      update: ["events:PutTargets"],
      delete: ["events:RemoveTargets"],
    },
  ],
};
