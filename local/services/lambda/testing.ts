import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { PolicyStatement, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, MetricDatum } from "../../core/ports.ts";
import { Dispatcher, type Operation, type Service } from "../../core/service.ts";
import { Iam } from "../../iam/iam.ts";
import { MACHINE_RUNTIME } from "../../runtime/runtimes.ts";
import type { DeliveryPolicy } from "../sqs/delivery.ts";
import { Sqs } from "../sqs/sqs.ts";
import type { FunctionConfigurationInput } from "./configuration.ts";
import { Lambda, type LambdaOptions } from "./lambda.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

const LAMBDA_TRUST = trust("lambda.amazonaws.com");

const LOGS_STATEMENT: PolicyStatement = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};

interface LogInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

export interface LambdaHarnessOptions extends Partial<LambdaOptions> {
  /** How SQS delivers. */
  readonly delivery?: () => DeliveryPolicy;
  /** Whether pollers are told of new messages; true by default. */
  readonly activity?: boolean;
}

/** A Lambda of its own beside a real IAM and a real SQS, with recorded logs, metrics and warnings. */
export class LambdaHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly dispatcher = new Dispatcher(this.iam);
  readonly metrics: MetricDatum[] = [];
  readonly warnings: string[] = [];
  readonly logGroups = new Set<string>();
  readonly logs: { readonly stream: string; readonly message: string }[] = [];
  readonly sqs: Sqs;
  readonly lambda: Lambda;
  readonly #directory = mkdtempSync(join(tmpdir(), "lambda-"));

  constructor({ delivery, activity = true, ...options }: LambdaHarnessOptions = {}) {
    const { iam, clock, dispatcher } = this;
    const metrics = { put: (datum: MetricDatum) => this.metrics.push(datum) };
    const keys: Keys = { use: () => {}, resolve: (key) => key };
    const endpoint = () => "http://localhost:4566";
    this.sqs = new Sqs({
      account: ACCOUNT,
      clock,
      keys,
      metrics: { put: () => {} },
      authorizer: iam,
      endpoint,
      ...(delivery === undefined ? {} : { delivery }),
    });
    dispatcher.register(this.sqs.service);
    dispatcher.register(this.#logsService());
    this.lambda = new Lambda({
      account: ACCOUNT,
      clock,
      dispatcher,
      sessions: iam,
      authorizer: iam,
      metrics,
      keys,
      endpoint,
      workDirectory: this.#directory,
      ...(activity
        ? {
            onQueueActivity: (queueArn: string, callback: () => void) =>
              this.sqs.onAvailable(queueArn, callback),
          }
        : {}),
      warn: (message) => this.warnings.push(message),
      ...options,
    });
  }

  get root(): Principal {
    return this.iam.rootPrincipal;
  }

  /** Creates a role that Lambda may assume and that may write logs, and answers its ARN. */
  role(name: string, statements: readonly PolicyStatement[] = [], assumeRolePolicy = LAMBDA_TRUST): string {
    const role = this.iam.roles.create({ name, assumeRolePolicy });
    const Statement = [LOGS_STATEMENT, ...statements];
    this.iam.roles.putPolicy(name, "inline", JSON.stringify({ Version: "2012-10-17", Statement }));
    return role.arn;
  }

  /** Creates a function with its role and log group from the text of its `index.js`, and answers its ARN. */
  function(
    code: string | Readonly<Record<string, string>>,
    {
      statements = [],
      ...input
    }: Partial<FunctionConfigurationInput> & { statements?: PolicyStatement[] } = {},
  ): string {
    const { FunctionName = "f" } = input;
    this.logGroups.add(input.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`);
    const { arn } = this.lambda.createFunction(
      {
        FunctionName,
        Role: input.Role ?? this.role(`${FunctionName.slice(0, 50)}-role`, statements),
        Runtime: MACHINE_RUNTIME,
        Handler: "index.handler",
        MemorySize: 256,
        ...input,
      },
      zip(code),
    );
    return arn;
  }

  async invoke(functionArn: string, event: unknown = {}, principal: Principal = this.root) {
    const result = await this.lambda.invoke({ functionArn, payload: JSON.stringify(event), principal });
    return { ...result, value: JSON.parse(result.payload) };
  }

  sum(metric: string): number {
    return this.metrics.filter(({ name }) => name === metric).reduce((sum, { value }) => sum + value, 0);
  }

  /** Creates a queue and answers its ARN. */
  async queue(name: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.call("CreateQueue", { QueueName: name, Attributes });
    return `arn:aws:sqs:eu-west-1:000000000000:${name}`;
  }

  async send(queueArn: string, MessageBody: string, more: object = {}): Promise<string> {
    const { MessageId } = await this.call<{ MessageId: string }>("SendMessage", {
      QueueUrl: await this.url(queueArn),
      MessageBody,
      ...more,
    });
    return MessageId;
  }

  /** The messages of a queue that are neither deleted nor hidden. */
  async receive(queueArn: string) {
    const { Messages = [] } = await this.call<{
      Messages?: { Body: string; MessageAttributes?: Record<string, { StringValue?: string }> }[];
    }>("ReceiveMessage", {
      QueueUrl: await this.url(queueArn),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    return Messages;
  }

  /** How many messages a queue holds, visible and in flight. */
  async depth(queueArn: string): Promise<number> {
    const { Attributes } = await this.call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
      QueueUrl: await this.url(queueArn),
      AttributeNames: ["All"],
    });
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    );
  }

  async call<Output>(operation: string, input: object): Promise<Output> {
    return this.dispatcher.call<Output>("sqs", operation, input, this.root);
  }

  async close(): Promise<void> {
    await this.lambda.close();
    this.sqs.close();
    this.clock.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async url(queueArn: string): Promise<string> {
    const QueueName = queueArn.split(":").at(-1);
    return (await this.call<{ QueueUrl: string }>("GetQueueUrl", { QueueName })).QueueUrl;
  }

  /** The three operations of CloudWatch Logs that Lambda uses, recording. */
  #logsService(): Service {
    const operation = (
      action: string,
      handle: (input: LogInput) => void,
    ): Operation<LogInput, Record<string, never>> => ({
      access: ({ logGroupName }) => [
        {
          action: `logs:${action}`,
          resource: `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}:*`,
        },
      ],
      handle: (input) => {
        handle(input);
        return {};
      },
    });
    return {
      signingName: "logs",
      protocol: "awsJson1.1",
      operations: {
        CreateLogGroup: operation("CreateLogGroup", ({ logGroupName }) => this.logGroups.add(logGroupName)),
        CreateLogStream: operation("CreateLogStream", ({ logGroupName }) => {
          if (!this.logGroups.has(logGroupName))
            throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
        }),
        PutLogEvents: operation("PutLogEvents", ({ logStreamName, logEvents }) => {
          for (const { message } of logEvents) this.logs.push({ stream: logStreamName, message });
        }),
      } as Service["operations"],
    };
  }
}

export function trust(service: string): string {
  const Statement = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** A deployment package from the text of its files, or of its `index.js`. */
export function zip(code: string | Readonly<Record<string, string>>): Uint8Array {
  const files = typeof code === "string" ? { "index.js": code } : code;
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  );
}
