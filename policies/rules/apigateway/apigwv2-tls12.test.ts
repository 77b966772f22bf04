import type { apigatewayv2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { apigwv2Tls12 } from "./apigwv2-tls12.ts";

const configuration = {
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/1",
  endpointType: "REGIONAL",
};

const REST_DOMAIN = "aws:apigateway/domainName:DomainName";

describeRule<apigatewayv2.DomainNameArgs & { securityPolicy?: string }>(apigwv2Tls12, {
  good: {
    domainName: "api.example.com",
    domainNameConfiguration: { ...configuration, securityPolicy: "TLS_1_2" },
  },
  bad: {
    "TLS 1.0 before a REST API": given({ securityPolicy: "TLS_1_0" }, { type: REST_DOMAIN }),
    "TLS 1.0": { domainNameConfiguration: { ...configuration, securityPolicy: "TLS_1_0" } },
  },
  nearMisses: {
    "TLS 1.2 before a REST API": given({ securityPolicy: "TLS_1_2" }, { type: REST_DOMAIN }),
    "a newer one": { domainNameConfiguration: { ...configuration, securityPolicy: "TLS_1_3" } },
  },
});
