import { isEveryOrigin } from "../../lib/origins.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaUrlCors = defineRule({
  id: "lambda-url-cors",
  severity: "medium",
  service: "lambda",
  title: "Function URLs answer pages of named origins only.",
  why: "With origin * every page on the web may call the function from its visitors' browsers and read the answer.",
  remediation: "Name the sites' origins in cors.allowOrigins.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
  anchors: ["checkov:CKV2_AWS_75"],
  types: ["aws:lambda/functionUrl:FunctionUrl"],
  check: ({ props }) => {
    const cors = props.block("cors");
    if (cors === undefined) return notApplicable;
    const open = cors.strings("allowOrigins").find(isEveryOrigin);
    return failUnless(open === undefined, `cors.allowOrigins has ${open}.`);
  },
});
