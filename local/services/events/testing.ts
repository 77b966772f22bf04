import assert from "node:assert/strict";
import type { PolicyStatement, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvocation, MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../kms/kms.ts";
import { Logs } from "../logs/logs.ts";
import { Sns } from "../sns/sns.ts";
import { Sqs } from "../sqs/sqs.ts";
import { Events } from "./events.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
export const FUNCTION = arnOf("lambda", "function:f");
export const BUS = arnOf("events", "event-bus/orders");

export interface Received {
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

export interface PutAnswer {
  readonly FailedEntryCount: number;
  readonly Entries: readonly {
    readonly EventId?: string;
    readonly ErrorCode?: string;
    readonly ErrorMessage?: string;
  }[];
}

/** An EventBridge beside a real IAM, KMS, SQS, SNS and CloudWatch Logs, with a Lambda that records invocations. */
export class EventsHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly dispatcher: Dispatcher;
  readonly kms = new Kms({ account: ACCOUNT, clock: this.clock, iam: this.iam });
  readonly data: MetricDatum[] = [];
  readonly warnings: string[] = [];
  readonly invocations: (FunctionInvocation & { readonly at: number })[] = [];
  readonly sqs: Sqs;
  readonly logs: Logs;
  readonly events: Events;
  /** What the function's service answers instead of taking an event over. */
  functionError: AwsError | undefined;

  constructor() {
    const { clock, kms: keys, iam } = this;
    this.dispatcher = new Dispatcher(iam);
    const { dispatcher } = this;
    const metrics = { put: () => {} };
    const shared = { account: ACCOUNT, clock, keys, dispatcher };
    const endpoint = () => "http://localhost:4566";
    const functions = {
      invokeEvent: (invocation: FunctionInvocation) => {
        if (this.functionError !== undefined) throw this.functionError;
        this.invocations.push({ ...invocation, at: clock.now() });
        return { requestId: "r" };
      },
      requireFunction: (arn: string) => ({ arn }),
    };
    this.sqs = new Sqs({ ...shared, metrics, authorizer: iam, endpoint });
    this.logs = new Logs({ ...shared, metrics });
    const sns = new Sns({ ...shared, metrics, functions, endpoint });
    this.events = new Events({
      ...shared,
      functions,
      sessions: iam,
      authorizer: iam,
      metrics: { put: (datum) => this.data.push(datum) },
      warn: (message) => this.warnings.push(message),
    });
    for (const { service } of [this.sqs, this.logs, sns, this.events]) dispatcher.register(service);
  }

  call<Output = Readonly<Record<string, unknown>>>(
    operation: string,
    input: object = {},
    principal: Principal = this.iam.rootPrincipal,
    service = "events",
  ): Promise<Output> {
    return this.dispatcher.call<Output>(service, operation, input, principal);
  }

  /** A bus `orders` with a rule for what the pattern matches, and these targets. */
  async rule(
    targets: readonly object[] = [{ Id: "f", Arn: FUNCTION }],
    pattern: object = { source: ["orders"] },
  ) {
    if (this.events.buses.find("orders") === undefined) await this.call("CreateEventBus", { Name: "orders" });
    const named = { Name: "r", EventBusName: "orders" };
    const { RuleArn } = await this.call<{ RuleArn: string }>("PutRule", {
      ...named,
      EventPattern: JSON.stringify(pattern),
    });
    await this.call("PutTargets", { Rule: "r", EventBusName: "orders", Targets: targets });
    return RuleArn;
  }

  put(change: object = {}, principal?: Principal): Promise<PutAnswer> {
    const entry = {
      Source: "orders",
      DetailType: "OrderCreated",
      Detail: '{"id":"o1"}',
      EventBusName: "orders",
      ...change,
    };
    return this.call<PutAnswer>("PutEvents", { Entries: [entry] }, principal);
  }

  /** Creates a queue that rules may send to unless `statements` say otherwise, and answers its ARN. */
  queue(
    name: string,
    attributes: Readonly<Record<string, string>> = {},
    statements: readonly PolicyStatement[] = [allowEvents("sqs:SendMessage", arnOf("sqs", name))],
  ): string {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    return this.sqs.queues.create(name, statements.length === 0 ? attributes : { ...attributes, Policy }, {})
      .arn;
  }

  /** The next messages of a queue, for which this waits up to two seconds. */
  async receive(queueArn: string, WaitTimeSeconds = 2): Promise<readonly Received[]> {
    const QueueUrl = this.sqs.queues.urlOf(this.sqs.queues.require(queueArn.split(":")[5] ?? ""));
    const asked = { MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], AttributeNames: ["All"] };
    const { Messages = [] } = await this.call<{ Messages?: Received[] }>(
      "ReceiveMessage",
      { QueueUrl, ...asked, WaitTimeSeconds },
      undefined,
      "sqs",
    );
    return Messages;
  }

  /** A session of a new role with these permissions. */
  session(name: string, ...statements: readonly PolicyStatement[]): Principal {
    return this.iam.principalOf(this.role(name, "lambda.amazonaws.com", ...statements), "s");
  }

  /** A new role that a service may assume, with these permissions. */
  role(name: string, service: string, ...statements: readonly PolicyStatement[]): string {
    const Statement = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { arn } = this.iam.roles.create({ name, assumeRolePolicy });
    if (statements.length > 0)
      this.iam.roles.putPolicy(name, "p", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    return arn;
  }

  /** Creates a key whose policy lets in the account and what `statements` say, and answers its ARN. */
  key(...statements: readonly PolicyStatement[]): string {
    const root: PolicyStatement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::000000000000:root" },
      Action: "kms:*",
      Resource: "*",
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [root, ...statements] });
    return this.kms.store.create(this.iam.rootPrincipal, { policy }).arn;
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
    this.events.close();
    this.sqs.close();
    this.clock.close();
  }
}

/** What a resource's policy says to let rules in. */
export function allowEvents(Action: string, Resource: string): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action,
    Resource,
    Condition: { ArnLike: { "aws:SourceArn": arnOf("events", "rule/*") } },
  };
}

export const throttled = () => new AwsError("TooManyRequestsException", "Rate exceeded", 429);
