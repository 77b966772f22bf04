import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const snsNoHttp = defineRule({
  id: "sns-no-http",
  severity: "high",
  service: "sns",
  title: "Topics deliver over TLS only.",
  why: "Over http everybody on the way reads the message, and may answer in the subscriber's place.",
  remediation: "Subscribe by https.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
  anchors: [],
  types: ["aws:sns/topicSubscription:TopicSubscription"],
  check: ({ props }) => failUnless(props.string("protocol") !== "http", "protocol is http."),
});
