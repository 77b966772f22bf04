import assert from "node:assert/strict";
import { temporaryDirectory } from "../../../tests/kit/platform.ts";
import { Cloud } from "../../cloud.ts";
import type { PolicyStatement } from "../../core/access.ts";
import type { AwsError } from "../../core/errors.ts";
import { settled } from "../../core/settled.ts";
import { zip } from "../lambda/testing.ts";
import type { Definition, State } from "./language/definition.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:000000000000:${resource}`;

export interface Described {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redriveStatus: string;
  readonly redriveStatusReason?: string;
}

export interface ShownEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [details: string]: unknown;
}

/** A whole cloud with state machines of the test's own. */
export class Workflows {
  readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  static async start(): Promise<Workflows> {
    return new Workflows(
      await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() }),
    );
  }

  call<Output = Record<string, never>>(
    operation: string,
    input: object,
    service = "states",
  ): Promise<Output> {
    const { dispatcher, iam } = this.cloud;
    return dispatcher.call<Output>(service, operation, input, iam.rootPrincipal);
  }

  /** Creates a role that Step Functions, or whoever else, may assume, and answers its ARN. */
  role(name: string, statements: readonly PolicyStatement[] = [], service = "states.amazonaws.com"): string {
    const document = (Statement: readonly PolicyStatement[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement });
    const { arn } = this.cloud.iam.roles.create({
      name,
      assumeRolePolicy: document([
        { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" },
      ]),
    });
    if (statements.length > 0) this.cloud.iam.roles.putPolicy(name, "inline", document(statements));
    return arn;
  }

  /** Creates a function from the text of its `index.js`, and answers its ARN. */
  async function(name: string, code: string): Promise<string> {
    const statement = { Effect: "Allow", Action: ["logs:*", "xray:*"], Resource: "*" } as const;
    const Role = this.role(`${name}-role`, [statement], "lambda.amazonaws.com");
    await this.call("CreateLogGroup", { logGroupName: `/aws/lambda/${name}` }, "logs");
    const ZipFile = Buffer.from(zip(code)).toString("base64");
    const input = { FunctionName: name, Role, Runtime: "nodejs22.x", Handler: "index.handler" };
    await this.call("CreateFunction", { ...input, Code: { ZipFile } }, "lambda");
    return arnOf("lambda", `function:${name}`);
  }

  /** Creates a state machine of these states, the first of which is where it starts, and answers its ARN. */
  async machine(
    states: Readonly<Record<string, Partial<State>>>,
    {
      name = "m",
      statements = [],
      definition = {},
      ...more
    }: {
      readonly name?: string;
      readonly statements?: readonly PolicyStatement[];
      readonly definition?: Partial<Definition>;
      readonly [member: string]: unknown;
    } = {},
  ): Promise<string> {
    const { stateMachineArn } = await this.call<{ stateMachineArn: string }>("CreateStateMachine", {
      name,
      roleArn: this.cloud.iam.roles.find(`${name}-role`)?.role.arn ?? this.role(`${name}-role`, statements),
      definition: JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...definition }),
      ...more,
    });
    return stateMachineArn;
  }

  async start(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const { executionArn } = await this.call<{ executionArn: string }>("StartExecution", {
      stateMachineArn,
      input: JSON.stringify(input),
      ...(name !== undefined && { name }),
    });
    return executionArn;
  }

  describe(executionArn: string): Promise<Described> {
    return this.call<Described>("DescribeExecution", { executionArn });
  }

  /** The execution as it is when nothing goes on any more by itself. */
  async rested(executionArn: string): Promise<Described> {
    const { cloud } = this;
    await settled(() => cloud.stepFunctions.working + cloud.lambda.running > 0);
    return await this.describe(executionArn);
  }

  /** Runs an execution for as long as it needs no time. */
  async run(stateMachineArn: string, input: unknown = {}): Promise<Described> {
    return await this.rested(await this.start(stateMachineArn, input));
  }

  async history(executionArn: string, more: object = {}): Promise<readonly ShownEvent[]> {
    const { events } = await this.call<{ events: readonly ShownEvent[] }>("GetExecutionHistory", {
      executionArn,
      maxResults: 1000,
      ...more,
    });
    return events;
  }

  async types(executionArn: string): Promise<readonly string[]> {
    return (await this.history(executionArn)).map(({ type }) => type);
  }

  /** Moves the clock on, and waits until nothing more happens by itself. */
  async advance(seconds: number): Promise<void> {
    await this.cloud.clock.advance(seconds * 1_000);
  }

  async refused(call: Promise<unknown>, code: string, message: RegExp | string): Promise<void> {
    await assert.rejects(call, (error: AwsError) => {
      assert.equal(error.code, code, error.message);
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
      return true;
    });
  }

  /** The sum of a metric of a state machine, over all time. */
  async metric(stateMachineArn: string, MetricName: string, Statistic = "Sum"): Promise<number> {
    const now = this.cloud.clock.now();
    const { Datapoints = [] } = await this.call<{ Datapoints?: Readonly<Record<string, number>>[] }>(
      "GetMetricStatistics",
      {
        Namespace: "AWS/States",
        MetricName,
        Dimensions: [{ Name: "StateMachineArn", Value: stateMachineArn }],
        StartTime: new Date(now - 7_200_000),
        EndTime: new Date(now + 60_000),
        Period: 60,
        Statistics: [Statistic],
      },
      "monitoring",
    );
    return Datapoints.reduce((sum, point) => sum + (point[Statistic] ?? 0), 0);
  }

  async close(): Promise<void> {
    await this.cloud.close();
  }
}
