import { isEveryOrigin } from "../../lib/origins.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2Cors = defineRule({
  id: "apigwv2-cors",
  severity: "medium",
  service: "apigateway",
  title: "APIs answer pages of named origins only.",
  why: "With origin * every page on the web may call the API from its visitors' browsers and read the answer.",
  remediation: "Name the sites' origins in corsConfiguration.allowOrigins.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
  anchors: [],
  types: ["aws:apigatewayv2/api:Api"],
  check: ({ props }) => {
    const cors = props.block("corsConfiguration");
    if (cors === undefined) return notApplicable;
    return failUnless(
      !cors.strings("allowOrigins").some(isEveryOrigin),
      "corsConfiguration.allowOrigins lets every origin in.",
    );
  },
});
