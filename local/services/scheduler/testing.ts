import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvocation, MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../kms/kms.ts";
import { Sqs } from "../sqs/sqs.ts";
import type { ScheduleInput } from "./schedule.ts";
import { Scheduler } from "./scheduler.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:reconcile";
export const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
export const scheduleArn = (name: string, group = "default") =>
  `arn:aws:scheduler:eu-west-1:000000000000:schedule/${group}/${name}`;

export interface Received {
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

type Change = Partial<Omit<ScheduleInput, "Target">> & { readonly Target?: Partial<ScheduleInput["Target"]> };

/** A Scheduler beside a real IAM, KMS and SQS, with a Lambda that authorises and records invocations. */
export class SchedulerHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly dispatcher = new Dispatcher(this.iam);
  readonly kms = new Kms({ account: ACCOUNT, clock: this.clock, iam: this.iam });
  readonly data: MetricDatum[] = [];
  readonly warnings: string[] = [];
  readonly invocations: (FunctionInvocation & { readonly at: number })[] = [];
  readonly sqs: Sqs;
  readonly scheduler: Scheduler;
  readonly role: string;
  /** Where in its window a flexible occurrence runs. */
  random = 0.5;
  /** What the function's service answers instead of taking an event over. */
  functionError: AwsError | undefined;

  constructor() {
    const { clock, dispatcher, kms, iam } = this;
    const endpoint = () => "http://localhost:4566";
    const ignored = { put: () => {} };
    this.sqs = new Sqs({ account: ACCOUNT, clock, keys: kms, metrics: ignored, authorizer: iam, endpoint });
    dispatcher.register(this.sqs.service);
    this.scheduler = new Scheduler({
      account: ACCOUNT,
      clock,
      dispatcher,
      functions: {
        invokeEvent: (invocation) => {
          const { functionArn: resource, principal } = invocation;
          if (this.functionError !== undefined) throw this.functionError;
          iam.authorize(principal, { action: "lambda:InvokeFunction", resource });
          this.invocations.push({ ...invocation, at: clock.now() });
          return { requestId: "r" };
        },
        requireFunction: (arn) => {
          if (arn !== FUNCTION)
            throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
          return { arn };
        },
      },
      sessions: iam,
      keys: kms,
      metrics: { put: (datum) => this.data.push(datum) },
      random: () => this.random,
      warn: (message) => this.warnings.push(message),
    });
    this.role = this.newRole("scheduler", [
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: FUNCTION },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("*") },
    ]);
  }

  /** Creates a role and answers its ARN. */
  newRole(
    name: string,
    statements: readonly PolicyStatement[] = [],
    trust: Partial<PolicyStatement> = {},
  ): string {
    const Statement = [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        ...trust,
      },
    ];
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { arn } = this.iam.roles.create({ name, assumeRolePolicy });
    if (statements.length > 0)
      this.iam.roles.putPolicy(name, "p", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    return arn;
  }

  queue(name: string, attributes: Readonly<Record<string, string>> = {}): string {
    return this.sqs.queues.create(name, attributes, {}).arn;
  }

  /** A schedule that invokes the function every minute, changed. */
  input({ Target, ...change }: Change = {}): ScheduleInput {
    return {
      Name: "reconcile",
      ScheduleExpression: "rate(1 minute)",
      FlexibleTimeWindow: { Mode: "OFF" },
      ...change,
      Target: { Arn: FUNCTION, RoleArn: this.role, ...Target },
    };
  }

  create(change: Change = {}) {
    return this.scheduler.schedules.create(this.input(change));
  }

  async messages(name: string): Promise<readonly Received[]> {
    const QueueUrl = this.sqs.queues.urlOf(this.sqs.queues.require(name));
    const { Messages = [] } = await this.dispatcher.call<{ Messages?: Received[] }>(
      "sqs",
      "ReceiveMessage",
      { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] },
      this.iam.rootPrincipal,
    );
    return Messages;
  }

  sum(metric: string): number {
    return this.data.filter(({ name }) => name === metric).reduce((sum, { value }) => sum + value, 0);
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!condition()) {
      if (performance.now() > deadline)
        assert.fail(`Waited in vain for ${what}; ${this.warnings.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  close(): void {
    this.scheduler.close();
    this.sqs.close();
    this.clock.close();
  }
}
