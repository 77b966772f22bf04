import type { Authorizer, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, KeyUse, MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Sqs, type SqsOptions } from "./sqs.ts";

export const ROOT: Principal = { kind: "root", arn: "arn:aws:iam::000000000000:root" };

export const SESSION: Principal = {
  kind: "session",
  arn: "arn:aws:sts::000000000000:assumed-role/orders/orders-create",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  roleName: "orders",
};

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, unknown>>;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** An SQS of its own with a recording authorizer, key service and metric sink, called through the dispatcher. */
export class SqsHarness {
  readonly clock = new Clock();
  readonly data: MetricDatum[] = [];
  readonly keyUses: { principal: Principal; use: KeyUse }[] = [];
  readonly accesses: Parameters<Authorizer["authorize"]>[1][] = [];
  readonly sqs: Sqs;
  /** Set to make the key service refuse. */
  keyError: AwsError | undefined;
  /** Actions that the authorizer refuses. */
  readonly denied = new Set<string>();
  readonly #dispatcher: Dispatcher;

  constructor(options: Partial<SqsOptions> = {}) {
    const keys: Keys = {
      use: (principal, use) => {
        this.keyUses.push({ principal, use });
        if (this.keyError !== undefined) throw this.keyError;
      },
      resolve: (key) => key,
    };
    const authorizer: Authorizer = {
      authorize: (_principal, access) => {
        this.accesses.push(access);
        if (this.denied.has(access.action))
          throw new AwsError("AccessDeniedException", `not ${access.action}`);
      },
    };
    this.sqs = new Sqs({
      account: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
      clock: this.clock,
      keys,
      metrics: { put: (datum) => this.data.push(datum) },
      authorizer,
      endpoint: () => "http://localhost:4566",
      ...options,
    });
    this.#dispatcher = new Dispatcher(authorizer);
    this.#dispatcher.register(this.sqs.service);
  }

  call<Output = Readonly<Record<string, unknown>>>(
    operation: string,
    input: object,
    principal: Principal = ROOT,
  ): Promise<Output> {
    return this.#dispatcher.call<Output>("sqs", operation, input, principal);
  }

  /** Creates a queue and answers its URL. */
  async queue(name: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const { QueueUrl } = await this.call<{ QueueUrl: string }>("CreateQueue", {
      QueueName: name,
      Attributes: attributes,
    });
    return QueueUrl;
  }

  send(QueueUrl: string, MessageBody: string, more: object = {}) {
    return this.call<{ MessageId: string; SequenceNumber?: string; MD5OfMessageAttributes?: string }>(
      "SendMessage",
      { QueueUrl, MessageBody, ...more },
    );
  }

  async receive(QueueUrl: string, more: object = {}): Promise<readonly ReceivedMessage[]> {
    const { Messages = [] } = await this.call<{ Messages?: readonly ReceivedMessage[] }>("ReceiveMessage", {
      QueueUrl,
      MessageSystemAttributeNames: ["All"],
      ...more,
    });
    return Messages;
  }

  async bodies(QueueUrl: string, more: object = {}): Promise<readonly string[]> {
    return (await this.receive(QueueUrl, { MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);
  }

  close(): void {
    this.sqs.close();
    this.clock.close();
  }
}

export const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
