import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const apigwv2NoDefaultEndpoint = defineRule({
  id: "apigwv2-no-default-endpoint",
  severity: "medium",
  service: "apigateway",
  title: "An API with a domain name of its own can't be reached around it.",
  why: "Whatever guards the domain, such as a web application firewall or mutual TLS, the default endpoint has none of it.",
  remediation: "Set disableExecuteApiEndpoint to true.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html",
  anchors: [],
  types: ["aws:apigatewayv2/api:Api"],
  checkInGraph: (api, graph) => {
    const mappings = graph.referrers(api, "aws:apigatewayv2/apiMapping:ApiMapping");
    if (mappings.length === 0) return notApplicable;
    return failUnless(
      api.props.boolean("disableExecuteApiEndpoint") === true,
      `${api.name} has a domain name, and its default endpoint too.`,
    );
  },
});
