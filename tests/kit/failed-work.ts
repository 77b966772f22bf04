import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Cloud } from "../../local/cloud.ts";
import type { Referrer } from "../../operations/dlq/referrers/referrer.ts";
import { asAccount, closeToServices, denyKey, denyRole, type Mend } from "./closed.ts";
import { expectWarnings } from "./expected-warnings.ts";

type What = Pick<Referrer, "kind" | "name" | "arn">;

interface Broken {
  /** Who fails to do the work: an ARN. */
  readonly worker: string;
  readonly mend: Mend;
}

/** Makes work fail for good, whatever kind of work it is, so that it ends in its dead-letter queue. */
export class FailedWork {
  readonly #cloud: Cloud;
  readonly #call: ReturnType<typeof asAccount>;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#call = asAccount(cloud);
  }

  /** Breaks what `what` relies on, and gives it something to do. Time has to pass until it fails for the last time. */
  async begin(what: What): Promise<Broken> {
    const unexpect = expectWarnings(what.name);
    const { worker, mend } = await this.#begin(what);
    return {
      worker,
      mend: async () => {
        await mend();
        // A warning is told a turn after it was given.
        await nextTurn();
        unexpect();
      },
    };
  }

  #begin({ kind, name, arn }: What): Promise<Broken> {
    switch (kind) {
      case "queue":
        return this.#ofQueue(name, arn);
      case "function":
        return this.#ofFunction(arn);
      case "schedule":
        return this.#ofSchedule(arn);
      case "rule":
        return this.#ofRule(arn);
      case "subscription":
        return this.#ofSubscription(arn);
      case "bus":
        return this.#ofBus(name, arn);
    }
  }

  async #ofQueue(QueueName: string, arn: string): Promise<Broken> {
    const { EventSourceMappings } = await this.#call<{
      EventSourceMappings: readonly { EventSourceArn: string; FunctionArn: string }[];
    }>("lambda", "ListEventSourceMappings", {});
    const consumers = EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn === arn);
    const mend = this.#crash(consumers.map(({ FunctionArn }) => FunctionArn));
    const { QueueUrl } = await this.#call<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName });
    await this.#call("sqs", "SendMessage", { QueueUrl, MessageBody: JSON.stringify({ id: randomUUID() }) });
    // Without a consumer nobody else receives it too often.
    for (let receives = 0; consumers.length === 0 && receives <= 3; receives++)
      await this.#call("sqs", "ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
      });
    return { worker: arn, mend };
  }

  async #ofFunction(FunctionName: string): Promise<Broken> {
    const mend = this.#crash([FunctionName]);
    const Payload = JSON.stringify({ id: randomUUID() });
    await this.#call("lambda", "Invoke", { FunctionName, InvocationType: "Event", Payload });
    return { worker: FunctionName, mend };
  }

  #crash(functionArns: readonly string[]): Mend {
    const crash = { fault: "crash-before", service: "lambda" } as const;
    this.#cloud.faults.set({ rules: functionArns.map((resource) => ({ ...crash, resource })) });
    return async () => this.#cloud.faults.clear();
  }

  async #ofSchedule(arn: string): Promise<Broken> {
    const [, GroupName, Name] = arn.split("/");
    const { Target } = await this.#call<{ Target: { Arn: string; RoleArn: string } }>(
      "scheduler",
      "GetSchedule",
      {
        GroupName,
        Name,
      },
    );
    return { worker: Target.Arn, mend: denyRole(this.#cloud, Target.RoleArn) };
  }

  async #ofRule(arn: string): Promise<Broken> {
    const [EventBusName, Name] = arn.split("/").slice(-2);
    const [{ EventPattern }, { Targets }] = await Promise.all([
      this.#call<{ EventPattern: string }>("events", "DescribeRule", { EventBusName, Name }),
      this.#call<{ Targets: readonly [{ Arn: string; RoleArn?: string }] }>("events", "ListTargetsByRule", {
        EventBusName,
        Rule: Name,
      }),
    ]);
    const [{ Arn, RoleArn }] = Targets;
    const mend =
      RoleArn === undefined ? await closeToServices(this.#cloud, Arn) : denyRole(this.#cloud, RoleArn);
    const { source: [Source] = [], "detail-type": [DetailType] = [], detail = {} } = JSON.parse(EventPattern);
    const Detail = JSON.stringify({ id: randomUUID(), ...satisfying(detail) });
    await this.#call("events", "PutEvents", { Entries: [{ EventBusName, Source, DetailType, Detail }] });
    return { worker: Arn, mend };
  }

  async #ofSubscription(SubscriptionArn: string): Promise<Broken> {
    const { Attributes } = await this.#call<{ Attributes: ReadonlyMap<string, string> }>(
      "sns",
      "GetSubscriptionAttributes",
      { SubscriptionArn },
    );
    const {
      TopicArn,
      Endpoint = "",
      FilterPolicy = "{}",
      FilterPolicyScope,
    } = Object.fromEntries(Attributes);
    const mend = await closeToServices(this.#cloud, Endpoint);
    const satisfied = satisfying(JSON.parse(FilterPolicy));
    const inBody = FilterPolicyScope === "MessageBody" ? satisfied : {};
    const inAttributes = FilterPolicyScope === "MessageBody" ? {} : satisfied;
    await this.#call("sns", "Publish", {
      TopicArn,
      Message: JSON.stringify({ id: randomUUID(), ...inBody }),
      MessageAttributes: Object.fromEntries(
        Object.entries(inAttributes).map(([name, value]) => [
          name,
          { DataType: "String", StringValue: String(value) },
        ]),
      ),
    });
    return { worker: Endpoint, mend };
  }

  async #ofBus(Name: string, arn: string): Promise<Broken> {
    const { KmsKeyIdentifier } = await this.#call<{ KmsKeyIdentifier: string }>(
      "events",
      "DescribeEventBus",
      {
        Name,
      },
    );
    const mend = await denyKey(this.#cloud, KmsKeyIdentifier, arn);
    const Detail = JSON.stringify({ id: randomUUID() });
    const entry = { EventBusName: Name, Source: "orderflow.orders", DetailType: "OrderConfirmed", Detail };
    await this.#call("events", "PutEvents", { Entries: [entry] });
    return { worker: arn, mend };
  }
}

/** Something that a pattern or a filter policy of one level lets through. */
function satisfying(
  pattern: Readonly<Record<string, readonly unknown[]>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(pattern).map(([name, [matcher]]) => [name, valueFor(matcher)]));
}

function valueFor(matcher: unknown): unknown {
  if (typeof matcher !== "object" || matcher === null) return matcher;
  const [operator, operand] = Object.entries(matcher)[0] ?? [];
  if (operator === "prefix") return operand;
  if (operator === "numeric" && [">=", "<=", "="].includes(operand[0])) return operand[1];
  throw new Error(`Nothing is known here to satisfy ${JSON.stringify(matcher)}.`);
}
