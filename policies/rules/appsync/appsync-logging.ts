import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const appsyncLogging = defineRule({
  id: "appsync-logging",
  severity: "medium",
  service: "appsync",
  title: "GraphQL APIs log errors, without what was asked and answered.",
  why: "Without a log nobody knows which resolver failed; with verbose content it holds the callers' tokens and data.",
  remediation: "Set logConfig with fieldLogLevel ERROR or more and excludeVerboseContent true.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html",
  anchors: ["fsbp:AppSync.2", "cdk-nag:AwsSolutions-ASC3", "checkov:CKV_AWS_193", "checkov:CKV_AWS_194"],
  types: ["aws:appsync/graphQLApi:GraphQLApi"],
  check: ({ props }) => {
    const level = props.string("logConfig.fieldLogLevel");
    const isOn = level !== undefined && level !== "NONE";
    return combine([
      failUnless(isOn, `logConfig.fieldLogLevel is ${level ?? "not set"}.`, "level"),
      failUnless(
        !isOn || props.boolean("logConfig.excludeVerboseContent") === true,
        "logConfig.excludeVerboseContent is not true.",
        "content",
      ),
    ]);
  },
});
