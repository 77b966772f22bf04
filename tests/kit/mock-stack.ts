import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

const PARTITION = "aws";
const REGION = "eu-west-1";
const ACCOUNT_ID = "111122223333";

/** One resource as the program registered it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URN of the parent, or empty. */
  readonly parent: string;
  readonly protect: boolean;
  readonly deleteBeforeReplace: boolean;
  /** Logical names with types of what it waits for: `aws:iam/role:Role::orders-create`. */
  readonly dependencies: readonly string[];
}

export interface MockStackOptions {
  /** Default `dev`. */
  readonly stack?: string;
}

/**
 * Runs a program against Pulumi's mocks and records every resource it registers, components included.
 * An unknown data source fails the program. It does not prove what AWS or the provider would accept,
 * nor what the engine makes of aliases and replacements: `tests/program` does, on the local cloud.
 */
export async function mockStack(
  program: () => unknown,
  { stack = "dev" }: MockStackOptions = {},
): Promise<MockStack> {
  const inputs = new Map<string, Readonly<Record<string, unknown>>>();
  const resources: RecordedResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type}::${name}`, given);
        return { id: `${name}-id`, state: { ...given, ...computed(type, name, given) } };
      },
      call: ({ token }) => {
        const result = INVOKES[token];
        assert.ok(result !== undefined, `mockStack has no answer for the data source ${token}`);
        return result;
      },
    },
    "orderflow",
    stack,
    false,
  );
  recordRegistrations(inputs, resources);
  program();
  await pulumi.runtime.disconnect();
  return new MockStack(resources);
}

export class MockStack {
  readonly resources: readonly RecordedResource[];

  constructor(resources: readonly RecordedResource[]) {
    this.resources = resources;
  }

  /** All resources of a type, by their logical names. */
  names(type: string): string[] {
    return this.resources
      .filter((resource) => resource.type === type)
      .map(({ name }) => name)
      .sort();
  }

  /** The one resource of that type and name. */
  find(type: string, name: string): RecordedResource {
    const found = this.resources.filter((resource) => resource.type === type && resource.name === name);
    const [resource] = found;
    assert.ok(
      resource !== undefined && found.length === 1,
      `${found.length} resources ${type} '${name}'; there are: ${this.names(type).join(", ")}`,
    );
    return resource;
  }

  /** The document of the one policy that a role has, by the role's physical name. */
  policyJson(role: string): unknown {
    const policies = this.resources.filter(
      ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === role,
    );
    assert.equal(policies.length, 1, `the role ${role} has ${policies.length} policies`);
    return JSON.parse(String(policies[0]?.inputs.policy));
  }
}

interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getDeletebeforereplace(): boolean;
  getDependenciesList(): string[];
}

/** Mocks see no options, so this listens at the monitor, where they are part of the request. */
function recordRegistrations(
  inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  resources: RecordedResource[],
): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: Registration, callback: unknown): Promise<void>;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request, callback) => {
    await register(request, callback);
    resources.push({
      type: request.getType(),
      name: request.getName(),
      inputs: inputs.get(`${request.getType()}::${request.getName()}`) ?? {},
      parent: request.getParent(),
      protect: request.getProtect(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      dependencies: request
        .getDependenciesList()
        .map((urn) => urn.split("::").slice(2).join("::").split("$").at(-1) ?? urn)
        .sort(),
    });
  };
}

const INVOKES: Readonly<Record<string, Record<string, string>>> = {
  "aws:index/getPartition:getPartition": { partition: PARTITION, dnsSuffix: "amazonaws.com" },
  "aws:index/getRegion:getRegion": { region: REGION },
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: ACCOUNT_ID },
};

/** The outputs that AWS computes, deterministic, for the types whose outputs the program uses. */
function computed(type: string, name: string, inputs: Record<string, unknown>): Record<string, string> {
  const arn = (service: string, resource: string) =>
    `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
  const physical = String(inputs.name);
  switch (type) {
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://${name}-id.execute-api.${REGION}.amazonaws.com`,
        executionArn: arn("execute-api", `${name}-id`),
      };
    case "aws:cloudwatch/eventBus:EventBus":
      return { arn: arn("events", `event-bus/${physical}`) };
    case "aws:cloudwatch/eventRule:EventRule":
      return { arn: arn("events", `rule/${String(inputs.eventBusName)}/${physical}`) };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { arn: arn("logs", `log-group:${physical}`) };
    case "aws:cognito/userPool:UserPool":
      return {
        arn: arn("cognito-idp", `userpool/${name}-id`),
        endpoint: `cognito-idp.${REGION}.amazonaws.com/${name}-id`,
      };
    case "aws:dynamodb/table:Table":
      return { arn: arn("dynamodb", `table/${physical}`) };
    case "aws:iam/role:Role":
      return { arn: `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/${physical}` };
    case "aws:kms/key:Key":
      return { arn: arn("kms", `key/${name}`), keyId: name };
    case "aws:lambda/function:Function": {
      const functionArn = arn("lambda", `function:${physical}`);
      const path = `2015-03-31/functions/${functionArn}/invocations`;
      return { arn: functionArn, invokeArn: `arn:${PARTITION}:apigateway:${REGION}:lambda:path/${path}` };
    }
    case "aws:scheduler/scheduleGroup:ScheduleGroup":
      return { arn: arn("scheduler", `schedule-group/${physical}`) };
    case "aws:ses/template:Template":
      return { arn: arn("ses", `template/${physical}`) };
    case "aws:sesv2/configurationSet:ConfigurationSet":
      return { arn: arn("ses", `configuration-set/${String(inputs.configurationSetName)}`) };
    case "aws:sesv2/emailIdentity:EmailIdentity":
      return { arn: arn("ses", `identity/${String(inputs.emailIdentity)}`) };
    case "aws:sfn/stateMachine:StateMachine":
      return { arn: arn("states", `stateMachine:${physical}`) };
    case "aws:sns/topic:Topic":
      return { arn: arn("sns", physical) };
    case "aws:sqs/queue:Queue":
      return {
        arn: arn("sqs", physical),
        url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${physical}`,
      };
    default:
      return {};
  }
}
