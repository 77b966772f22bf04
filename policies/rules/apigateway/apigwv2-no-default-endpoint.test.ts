import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { apigwv2NoDefaultEndpoint } from "./apigwv2-no-default-endpoint.ts";

describeGraphRule(apigwv2NoDefaultEndpoint, {
  good: [
    resource("aws:apigatewayv2/api:Api", "api", { disableExecuteApiEndpoint: true }),
    resource("aws:apigatewayv2/apiMapping:ApiMapping", "mapping", {
      apiId: ref("api", "id"),
      domainName: "api.example.com",
    }),
  ],
  bad: {
    both: { set: { api: { disableExecuteApiEndpoint: false } }, on: ["api"] },
    "both by default": { set: { api: { disableExecuteApiEndpoint: undefined } }, on: ["api"] },
  },
  nearMisses: {
    "two mappings": {
      plus: [resource("aws:apigatewayv2/apiMapping:ApiMapping", "second", { apiId: ref("api", "id") })],
    },
  },
  notApplicable: {
    "no domain name": { without: ["mapping"], set: { api: { disableExecuteApiEndpoint: undefined } } },
  },
});
