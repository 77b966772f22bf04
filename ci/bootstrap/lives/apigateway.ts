import { globalArn, type Place } from "../place.ts";
import { documentation, type Lives, terraform } from "./life.ts";
import { anything, notOthers, type Scope, tagging, untagging, withItsTags } from "./scopes.ts";

/** API Gateway's actions are HTTP's methods, its resources the paths of its own API, without an account. */
function paths(sid: string, conditions: NonNullable<Scope["conditions"]>, ...all: readonly string[]): Scope {
  return {
    sid,
    resources: ({ partition, region }: Place) =>
      all.map((path) => `arn:${partition}:apigateway:${region}::${path}`),
    conditions,
  };
}

const NEW_APIS = paths("NewApis", withItsTags, "/apis");
const APIS = paths("Apis", notOthers, "/apis/*");
const API_TAGS = paths("ApiTags", tagging, "/tags/*");
const API_UNTAGS = paths("ApiUntags", untagging, "/tags/*");

/** A part of an API. */
function part(path: string): Lives[string][number] {
  return {
    on: APIS,
    source: terraform(path),
    create: ["apigateway:POST"],
    read: ["apigateway:GET"],
    update: ["apigateway:PATCH"],
    delete: ["apigateway:DELETE"],
  };
}

/** Asked of whoever points a stage's access log at a log group. */
const LOG_DELIVERIES = anything("LogDeliveries");
const LOGGING = documentation("API Gateway Developer Guide", "Configure logging for HTTP APIs");

/** The role that API Gateway has in every account, made with the account's first API. */
const SERVICE = "ops.apigateway.amazonaws.com";
const SERVICE_ROLE: Scope = {
  sid: "ServiceRole",
  resources: (place) => [
    globalArn(place, "iam", `role/aws-service-role/${SERVICE}/AWSServiceRoleForAPIGateway`),
  ],
  conditions: () => ({ StringEquals: { "iam:AWSServiceName": SERVICE } }),
};

export const APIGATEWAY: Lives = {
  "aws:apigatewayv2/api:Api": [
    { on: NEW_APIS, source: terraform("apigatewayv2/api.go"), create: ["apigateway:POST"] },
    {
      on: APIS,
      source: terraform("apigatewayv2/api.go"),
      read: ["apigateway:GET"],
      update: ["apigateway:DELETE", "apigateway:PATCH"],
      delete: ["apigateway:DELETE"],
    },
    {
      on: API_TAGS,
      source: terraform("apigatewayv2/tags_gen.go"),
      create: ["apigateway:PUT", "apigateway:POST"],
      update: ["apigateway:PUT", "apigateway:POST"],
    },
    {
      on: SERVICE_ROLE,
      source: documentation("API Gateway Developer Guide", "Using service-linked roles for API Gateway"),
      create: ["iam:CreateServiceLinkedRole"],
    },
    { on: API_UNTAGS, source: terraform("apigatewayv2/tags_gen.go"), update: ["apigateway:DELETE"] },
  ],
  "aws:apigatewayv2/authorizer:Authorizer": [part("apigatewayv2/authorizer.go")],
  "aws:apigatewayv2/integration:Integration": [part("apigatewayv2/integration.go")],
  "aws:apigatewayv2/route:Route": [part("apigatewayv2/route.go")],
  "aws:apigatewayv2/stage:Stage": [
    { ...part("apigatewayv2/stage.go"), update: ["apigateway:DELETE", "apigateway:PATCH"] },
    {
      on: LOG_DELIVERIES,
      source: LOGGING,
      create: ["logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries"],
      update: ["logs:UpdateLogDelivery"],
      delete: ["logs:DeleteLogDelivery"],
    },
    {
      on: anything("LogResourcePolicies"),
      source: LOGGING,
      create: ["logs:DescribeResourcePolicies", "logs:PutResourcePolicy"],
    },
    { on: anything("AllLogGroups"), source: LOGGING, create: ["logs:DescribeLogGroups"] },
  ],
};
