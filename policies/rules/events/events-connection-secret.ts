import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const eventsConnectionSecret = defineRule({
  id: "events-connection-secret",
  severity: "medium",
  service: "events",
  title: "The secrets of connections are encrypted with a key of one's own.",
  why: "EventBridge keeps a connection's password or key for you; only a key of one's own says who may read it, and takes it back.",
  remediation: "Set kmsKeyIdentifier.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html",
  anchors: [],
  types: ["aws:cloudwatch/eventConnection:EventConnection"],
  check: ({ props }) => failUnless(props.has("kmsKeyIdentifier"), "kmsKeyIdentifier is not set."),
});
