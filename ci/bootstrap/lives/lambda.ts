import { ownNames, regionalArn } from "../place.ts";
import { documentation, type Lives, tags, terraform } from "./life.ts";
import { named, rolesPassedTo, type Scope } from "./scopes.ts";

const FUNCTIONS = named("Functions", "lambda", "function:NAME");
const TAGGING = {
  list: "lambda:ListTags",
  tag: "lambda:TagResource",
  untag: "lambda:UntagResource",
} as const;

/** AWS names mappings; they are told by their functions. */
function mappings(sid: string, resource: Scope["resources"]): Scope {
  return {
    sid,
    resources: resource,
    conditions: (place) => ({
      ArnLike: { "lambda:FunctionArn": regionalArn(place, "lambda", `function:${ownNames(place)}`) },
    }),
  };
}

const NEW_MAPPINGS = mappings("NewEventSourceMappings", () => ["*"]);
const anyMapping: Scope["resources"] = (place) => [regionalArn(place, "lambda", "event-source-mapping:*")];
const MAPPINGS = mappings("EventSourceMappings", anyMapping);
/** Their tags can't be told by their functions. */
const MAPPING_TAGS: Scope = { sid: "EventSourceMappingTags", resources: anyMapping };

const PERMISSIONS: Scope = {
  sid: "FunctionPermissions",
  resources: FUNCTIONS.resources,
  conditions: () => ({
    StringEquals: { "lambda:Principal": ["apigateway.amazonaws.com", "events.amazonaws.com"] },
  }),
};

export const LAMBDA: Lives = {
  "aws:lambda/function:Function": [
    {
      on: FUNCTIONS,
      source: terraform("lambda/function.go"),
      create: ["lambda:CreateFunction"],
      read: [
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConfiguration",
        "lambda:ListVersionsByFunction",
      ],
      update: ["lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"],
      delete: ["lambda:DeleteFunction"],
    },
    tags(FUNCTIONS, "lambda", TAGGING),
    {
      on: rolesPassedTo("lambda"),
      source: documentation("AWS Lambda Developer Guide", "Lambda execution role"),
      create: ["iam:PassRole"],
      update: ["iam:PassRole"],
    },
  ],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    {
      on: FUNCTIONS,
      source: terraform("lambda/function_event_invoke_config.go"),
      create: ["lambda:PutFunctionEventInvokeConfig"],
      read: ["lambda:GetFunctionEventInvokeConfig"],
      update: ["lambda:PutFunctionEventInvokeConfig"],
      delete: ["lambda:DeleteFunctionEventInvokeConfig"],
    },
  ],
  "aws:lambda/permission:Permission": [
    { on: PERMISSIONS, source: terraform("lambda/permission.go"), create: ["lambda:AddPermission"] },
    {
      on: FUNCTIONS,
      source: terraform("lambda/permission.go"),
      read: ["lambda:GetPolicy"],
      delete: ["lambda:RemovePermission"],
    },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    {
      on: NEW_MAPPINGS,
      source: terraform("lambda/event_source_mapping.go"),
      create: ["lambda:CreateEventSourceMapping"],
    },
    {
      on: MAPPINGS,
      source: terraform("lambda/event_source_mapping.go"),
      read: ["lambda:GetEventSourceMapping"],
      update: ["lambda:UpdateEventSourceMapping"],
      delete: ["lambda:DeleteEventSourceMapping"],
    },
    tags(MAPPING_TAGS, "lambda", TAGGING),
  ],
};
