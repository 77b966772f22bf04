import assert from "node:assert/strict";
import type { Need, Phase } from "../../../ci/bootstrap/lives/life.ts";
import { PHASES } from "../../../ci/bootstrap/lives/life.ts";
import { globalArn, type Place, regionalArn } from "../../../ci/bootstrap/place.ts";
import type { Access } from "../../../local/core/access.ts";
import type { ResourceRecord } from "../../../local/engine/state.ts";

type Context = NonNullable<Access["context"]>;
type About = readonly { readonly resource: string; readonly context?: Context }[];

/**
 * What AWS would ask IAM about in the life of a deployed resource, on what and under which condition keys. The ARNs are
 * those of the deployment, whatever patterns the roles' policies have.
 */
export class Asks {
  readonly #place: Place;
  readonly #resources: readonly ResourceRecord[];

  constructor(place: Place, resources: readonly ResourceRecord[]) {
    this.#place = place;
    this.#resources = resources;
  }

  of(resource: ResourceRecord, need: Need): readonly (Access & { readonly phase: Phase })[] {
    const about = this.#about[need.on.sid];
    assert.ok(about !== undefined, `nobody knows what ${need.on.sid} are about`);
    return PHASES.flatMap((phase) =>
      (need[phase] ?? []).flatMap((action) => about(resource).map((one) => ({ phase, action, ...one }))),
    );
  }

  readonly #about: Readonly<Record<string, (resource: ResourceRecord) => About>> = {
    Queues: ({ inputs, outputs }) => [
      { resource: arnOf(outputs) ?? this.#arnBy("aws:sqs/queue:Queue", "url", inputs.queueUrl) },
    ],
    Topics: ({ inputs, outputs }) => [{ resource: arnOf(outputs) ?? String(inputs.arn) }],
    Subscriptions: ({ inputs }) => [
      { resource: String(inputs.topic) },
      { resource: `${inputs.topic}:1f9d1a0e-6f0b-4c0c-9a5b-0d9c8a7b6c5d` },
    ],
    EventBuses: ({ inputs, outputs }) => [{ resource: String(inputs.eventSourceArn ?? outputs.arn) }],
    EventArchives: own,
    EventRules: (resource) => [{ resource: this.#ruleOf(resource) }],
    Tables: own,
    TableKeys: ({ inputs }) => [this.#tableKey(inputs)],
    TableKeyGrants: ({ inputs }) => [this.#tableKey(inputs, { "kms:GrantIsForAWSResource": "true" })],
    NewKeys: () => [{ resource: "*", context: this.#tagged("RequestTag") }],
    Keys: (resource) => [{ resource: this.#keyOf(resource), context: this.#tagged("ResourceTag") }],
    KeyTags: (resource) => [{ resource: this.#keyOf(resource), context: this.#tagging() }],
    KeyUntags: (resource) => [{ resource: this.#keyOf(resource), context: this.#untagging() }],
    KeyAliases: own,
    AllAliases: everything,
    Functions: (resource) => [{ resource: this.#functionOf(resource) }],
    FunctionPermissions: (resource) => [
      {
        resource: this.#functionOf(resource),
        context: { "lambda:Principal": String(resource.inputs.principal) },
      },
    ],
    RolesForLambda: ({ inputs }) => [
      { resource: String(inputs.role), context: { "iam:PassedToService": "lambda.amazonaws.com" } },
    ],
    NewEventSourceMappings: (resource) => [{ resource: "*", context: this.#mapped(resource) }],
    EventSourceMappings: (resource) => [
      { resource: String(resource.outputs.arn), context: this.#mapped(resource) },
    ],
    EventSourceMappingTags: own,
    BoundedRoles: (resource) => [
      { resource: this.#roleOf(resource), context: { "iam:PermissionsBoundary": this.#boundary(resource) } },
    ],
    Roles: (resource) => [{ resource: this.#roleOf(resource) }],
    LogGroups: ({ outputs }) => [{ resource: String(outputs.arn) }, { resource: `${outputs.arn}:*` }],
    AllLogGroups: everything,
    LogResourcePolicies: everything,
    LogDeliveries: everything,
    Alarms: own,
    AllAlarms: own,
    Dashboards: ({ outputs }) => [{ resource: String(outputs.dashboardArn) }],
    NewUserPools: () => [{ resource: "*", context: this.#tagged("RequestTag") }],
    UserPools: (resource) => [{ resource: this.#poolOf(resource), context: this.#tagged("ResourceTag") }],
    UserPoolTags: (resource) => [{ resource: this.#poolOf(resource), context: this.#tagging() }],
    UserPoolUntags: (resource) => [{ resource: this.#poolOf(resource), context: this.#untagging() }],
    ConfigurationSets: ({ inputs, outputs }) => [
      {
        resource:
          arnOf(outputs) ??
          this.#arnBy(
            "aws:sesv2/configurationSet:ConfigurationSet",
            "configurationSetName",
            inputs.configurationSetName,
          ),
      },
    ],
    EmailIdentities: ({ outputs }) => [
      { resource: String(outputs.arn), context: this.#tagged("ResourceTag") },
    ],
    EmailIdentityTags: ({ outputs }) => [{ resource: String(outputs.arn), context: this.#tagging() }],
    EmailIdentityUntags: ({ outputs }) => [{ resource: String(outputs.arn), context: this.#untagging() }],
    EmailTemplates: everything,
    ScheduleGroups: own,
    Schedules: ({ type, outputs }) =>
      type === "aws:scheduler/schedule:Schedule"
        ? [{ resource: String(outputs.arn) }]
        : this.#ofType("aws:scheduler/schedule:Schedule").map((one) => ({
            resource: String(one.outputs.arn),
          })),
    RolesForScheduler: ({ inputs }) => [
      {
        resource: String((inputs.target as { roleArn: unknown }).roleArn),
        context: { "iam:PassedToService": "scheduler.amazonaws.com" },
      },
    ],
    ServiceRole: () => [
      {
        resource: globalArn(
          this.#place,
          "iam",
          "role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
        ),
        context: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" },
      },
    ],
    NewApis: () => [{ resource: this.#path("/apis"), context: this.#tagged("RequestTag") }],
    Apis: ({ inputs, outputs, id }) => [
      {
        resource: arnOf(outputs) ?? this.#path(`/apis/${inputs.apiId}/parts/${id}`),
        context: this.#tagged("ResourceTag"),
      },
    ],
    ApiTags: ({ outputs }) => [
      { resource: this.#path(`/tags/${encodeURIComponent(String(outputs.arn))}`), context: this.#tagging() },
    ],
    ApiUntags: ({ outputs }) => [
      {
        resource: this.#path(`/tags/${encodeURIComponent(String(outputs.arn))}`),
        context: this.#untagging(),
      },
    ],
  };

  #ofType(type: string): readonly ResourceRecord[] {
    return this.#resources.filter((resource) => resource.type === type);
  }

  #arnBy(type: string, property: string, value: unknown): string {
    const found = this.#ofType(type).find(({ id, outputs }) => (outputs[property] ?? id) === value);
    return String(found?.outputs.arn);
  }

  #tableKey(inputs: ResourceRecord["inputs"], more: Context = {}) {
    const { kmsKeyArn } = inputs.serverSideEncryption as { readonly kmsKeyArn: string };
    const via = { "kms:ViaService": `dynamodb.${this.#place.region}.amazonaws.com` };
    return { resource: kmsKeyArn, context: { ...this.#tagged("ResourceTag"), ...via, ...more } };
  }

  /** The key itself, an alias's, or that of a table. */
  #keyOf({ type, inputs, outputs }: ResourceRecord): string {
    if (type === "aws:dynamodb/table:Table") return this.#tableKey(inputs).resource;
    const { targetKeyId } = inputs;
    if (targetKeyId === undefined) return String(outputs.arn);
    return regionalArn(this.#place, "kms", `key/${String(targetKeyId).replace(/^.*\//, "")}`);
  }

  /** By its name or its ARN, where it is not the resource itself. */
  #functionOf({ inputs, outputs }: ResourceRecord): string {
    const given = inputs.function ?? inputs.functionName;
    if (given === undefined) return String(outputs.arn);
    return String(given).startsWith("arn:")
      ? String(given)
      : this.#arnBy("aws:lambda/function:Function", "name", given);
  }

  /** Its own, or the one whose target it is: a target's `arn` is what it calls. */
  #ruleOf({ type, inputs, outputs }: ResourceRecord): string {
    return type === "aws:cloudwatch/eventTarget:EventTarget"
      ? this.#arnBy("aws:cloudwatch/eventRule:EventRule", "name", inputs.rule)
      : String(outputs.arn);
  }

  #mapped(resource: ResourceRecord): Context {
    return { "lambda:FunctionArn": this.#functionOf(resource) };
  }

  #roleOf({ inputs, outputs }: ResourceRecord): string {
    return arnOf(outputs) ?? this.#arnBy("aws:iam/role:Role", "name", inputs.role);
  }

  #boundary(resource: ResourceRecord): string {
    const role = this.#ofType("aws:iam/role:Role").find(
      ({ outputs }) => outputs.arn === this.#roleOf(resource),
    );
    return String(role?.outputs.permissionsBoundary);
  }

  #poolOf({ inputs, outputs }: ResourceRecord): string {
    return arnOf(outputs) ?? this.#arnBy("aws:cognito/userPool:UserPool", "id", inputs.userPoolId);
  }

  #path(path: string): string {
    return `arn:${this.#place.partition}:apigateway:${this.#place.region}::${path}`;
  }

  #tagged(kind: "RequestTag" | "ResourceTag"): Context {
    return Object.fromEntries(
      Object.entries(this.#place.tags).map(([key, value]) => [`aws:${kind}/${key}`, value]),
    );
  }

  #tagging(): Context {
    return { ...this.#tagged("RequestTag"), ...this.#tagged("ResourceTag") };
  }

  #untagging(): Context {
    return { ...this.#tagged("ResourceTag"), "aws:TagKeys": ["owner"] };
  }
}

/** The same, of another stack's. */
export function elsewhere({ resource, context = {}, ...ask }: Access, stack: string, other: string): Access {
  const swap = (text: string) =>
    text
      .replaceAll(new RegExp(`-${stack}(?=$|[:/])`, "g"), `-${other}`)
      .replace(new RegExp(`^${stack}$`), other)
      .replace(`-${stack}-boundary`, `-${other}-boundary`);
  return {
    ...ask,
    resource: swap(resource),
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? swap(value) : value]),
    ),
  };
}

function own({ outputs }: ResourceRecord): About {
  return [{ resource: String(outputs.arn) }];
}

function everything(): About {
  return [{ resource: "*" }];
}

function arnOf(outputs: ResourceRecord["outputs"]): string | undefined {
  return typeof outputs.arn === "string" ? outputs.arn : undefined;
}
