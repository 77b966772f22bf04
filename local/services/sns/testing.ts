import assert from "node:assert/strict";
import type { PolicyStatement, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvocation, MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../kms/kms.ts";
import { Sqs } from "../sqs/sqs.ts";
import { Sns } from "./sns.ts";

export const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const topicArn = (name: string) => `arn:aws:sns:eu-west-1:000000000000:${name}`;
export const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

export interface Received {
  readonly Body: string;
  readonly MessageAttributes?: Readonly<
    Record<
      string,
      { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }
    >
  >;
}

/** An SNS beside a real IAM, KMS and SQS, with recorded function invocations, metrics and warnings. */
export class SnsHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly dispatcher = new Dispatcher(this.iam);
  readonly kms = new Kms({ account: ACCOUNT, clock: this.clock, iam: this.iam });
  readonly data: MetricDatum[] = [];
  readonly warnings: string[] = [];
  readonly invocations: FunctionInvocation[] = [];
  readonly sqs: Sqs;
  readonly sns: Sns;
  /** How many calls of `SendMessage` fail before the next succeeds, and how. */
  fail: { times: number; error: AwsError } | undefined;

  constructor() {
    const { clock, dispatcher, kms, iam } = this;
    const metrics = { put: (datum: MetricDatum) => this.data.push(datum) };
    const endpoint = () => "http://localhost:4566";
    this.sqs = new Sqs({
      account: ACCOUNT,
      clock,
      keys: kms,
      metrics: { put: () => {} },
      authorizer: iam,
      endpoint,
    });
    this.sns = new Sns({
      account: ACCOUNT,
      clock,
      keys: kms,
      metrics,
      dispatcher,
      endpoint,
      functions: {
        invokeEvent: (invocation) => {
          this.invocations.push(invocation);
          return { requestId: "r" };
        },
        requireFunction: (arn) => ({ arn }),
      },
      warn: (message) => this.warnings.push(message),
    });
    dispatcher.register(this.sns.service);
    dispatcher.register(this.#failingSqs());
  }

  call<Output = Readonly<Record<string, unknown>>>(
    operation: string,
    input: object,
    principal: Principal = this.iam.rootPrincipal,
  ): Promise<Output> {
    return this.dispatcher.call<Output>("sns", operation, input, principal);
  }

  /** Creates a topic and answers its ARN. */
  async topic(name: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    return (await this.call<{ TopicArn: string }>("CreateTopic", { Name: name, Attributes })).TopicArn;
  }

  /** Creates a queue that a topic may send to unless `statements` say otherwise, and answers its ARN. */
  async queue(
    name: string,
    topic: string,
    attributes: Readonly<Record<string, string>> = {},
    statements: readonly PolicyStatement[] = [allowTopic(name, topic)],
  ): Promise<string> {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const withPolicy = statements.length === 0 ? attributes : { ...attributes, Policy };
    this.sqs.queues.create(name, withPolicy, {});
    return queueArn(name);
  }

  async subscribe(
    TopicArn: string,
    Endpoint: string,
    Attributes: Readonly<Record<string, string>> = {},
    Protocol = "sqs",
  ) {
    return (
      await this.call<{ SubscriptionArn: string }>("Subscribe", { TopicArn, Protocol, Endpoint, Attributes })
    ).SubscriptionArn;
  }

  async publish(
    TopicArn: string,
    Message: string,
    more: object = {},
    principal?: Principal,
  ): Promise<string> {
    return (await this.call<{ MessageId: string }>("Publish", { TopicArn, Message, ...more }, principal))
      .MessageId;
  }

  /** The next messages of a queue, for which this waits up to two seconds. */
  async receive(arn: string, WaitTimeSeconds = 2): Promise<readonly Received[]> {
    const QueueUrl = this.sqs.queues.urlOf(this.sqs.queues.require(arn.split(":")[5] ?? ""));
    const { Messages = [] } = await this.dispatcher.call<{ Messages?: Received[] }>(
      "sqs",
      "ReceiveMessage",
      { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], WaitTimeSeconds },
      this.iam.rootPrincipal,
    );
    return Messages;
  }

  /** A session of a new role with these permissions. */
  session(name: string, statements: readonly PolicyStatement[]): Principal {
    const trust = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { arn } = this.iam.roles.create({ name, assumeRolePolicy });
    if (statements.length > 0)
      this.iam.roles.putPolicy(name, "p", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    return this.iam.principalOf(arn, "s");
  }

  /** Creates a key whose policy lets in the account and what `statements` say, and answers its ARN. */
  key(...statements: readonly PolicyStatement[]): string {
    const root = {
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
    this.sns.close();
    this.sqs.close();
    this.clock.close();
  }

  #failingSqs(): Sqs["service"] {
    const { operations } = this.sqs.service;
    const send = operations.SendMessage;
    assert.ok(send);
    const failing = {
      access: send.access,
      handle: (...args: Parameters<typeof send.handle>) => {
        if (this.fail !== undefined && this.fail.times > 0) {
          this.fail.times -= 1;
          throw this.fail.error;
        }
        return send.handle(...args);
      },
    };
    return { ...this.sqs.service, operations: { ...operations, SendMessage: failing } };
  }
}

export function allowTopic(queue: string, topic: string): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn(queue),
    Condition: {
      ArnEquals: { "aws:SourceArn": topic },
      StringEquals: { "aws:SourceAccount": "000000000000" },
    },
  };
}

export const unavailable = () => new AwsError("ServiceUnavailable", "unavailable", 503);
