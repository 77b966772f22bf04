import type { Access, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import type { AwsError } from "../../core/errors.ts";
import type { KeyUse, MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Logs } from "./logs.ts";

/** Logs of their own with a recording authorizer, key service and metric sink, called through the dispatcher. */
export class LogsHarness {
  readonly clock = new Clock();
  readonly data: MetricDatum[] = [];
  readonly keyUses: { readonly principal: Principal; readonly use: KeyUse }[] = [];
  readonly accesses: Access[] = [];
  readonly logs: Logs;
  /** Set to make the key service refuse. */
  keyError: AwsError | undefined;
  readonly #dispatcher: Dispatcher;

  constructor(maxBytesPerGroup?: number) {
    this.logs = new Logs({
      account: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
      clock: this.clock,
      keys: {
        use: (principal, use) => {
          this.keyUses.push({ principal, use });
          if (this.keyError !== undefined) throw this.keyError;
        },
        resolve: (key) => key,
      },
      metrics: { put: (datum) => this.data.push(datum) },
      ...(maxBytesPerGroup !== undefined && { maxBytesPerGroup }),
    });
    this.#dispatcher = new Dispatcher({ authorize: (_principal, access) => this.accesses.push(access) });
    this.#dispatcher.register(this.logs.service);
  }

  call<Output = Readonly<Record<string, unknown>>>(operation: string, input: object): Promise<Output> {
    return this.#dispatcher.call<Output>("logs", operation, input, {
      kind: "root",
      arn: "arn:aws:iam::000000000000:root",
    });
  }

  async group(logGroupName: string, logStreamName = "s", more: object = {}): Promise<void> {
    await this.call("CreateLogGroup", { logGroupName, ...more });
    await this.call("CreateLogStream", { logGroupName, logStreamName });
  }

  put(logGroupName: string, messages: readonly string[], timestamp = this.clock.now(), logStreamName = "s") {
    return this.call("PutLogEvents", {
      logGroupName,
      logStreamName,
      logEvents: messages.map((message) => ({ timestamp, message })),
    });
  }

  async filter(logGroupName: string, filterPattern = "", more: object = {}): Promise<readonly string[]> {
    const { events } = await this.call<{ events: readonly { message: string }[] }>("FilterLogEvents", {
      logGroupName,
      filterPattern,
      ...more,
    });
    return events.map(({ message }) => message);
  }
}
