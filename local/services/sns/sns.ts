import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { EventInvoker, Keys, MetricSink } from "../../core/ports.ts";
import type { Dispatcher, Service } from "../../core/service.ts";
import { Deliveries } from "./deliveries.ts";
import { SnsMetrics } from "./metrics.ts";
import { publishOperations } from "./publish-operations.ts";
import { Signer } from "./signature.ts";
import { subscriptionOperations } from "./subscription-operations.ts";
import { topicOperations } from "./topic-operations.ts";
import { Topics } from "./topics.ts";

export interface SnsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  /** The base of unsubscribe URLs, without a slash at its end: `http://localhost:4566`. */
  readonly endpoint: () => string;
  /** Tells the operator what AWS would swallow: notifications that could not be delivered. */
  readonly warn?: (message: string) => void;
}

/**
 * Amazon SNS: standard topics that deliver to queues and functions, in memory.
 * An e-mail subscription stays pending until its token confirms it, and nothing is ever sent to it.
 * Not there: FIFO topics, other protocols, delivery status logs, data protection, active tracing.
 */
export class Sns {
  readonly service: Service;
  /** The topics themselves, for the control plane of a deployment. */
  readonly topics: Topics;
  /** Signs notifications. */
  readonly signer: Signer;
  readonly #deliveries: Deliveries;

  constructor(options: SnsOptions) {
    const { account, clock, keys } = options;
    const { warn = (message: string) => process.emitWarning(message, "SnsWarning") } = options;
    const metrics = new SnsMetrics(options.metrics, clock);
    this.topics = new Topics(account);
    this.signer = new Signer(account.region);
    this.#deliveries = new Deliveries({
      ...options,
      metrics,
      signer: this.signer,
      topics: this.topics,
      warn,
    });
    const engine = { account, clock, keys, metrics, topics: this.topics, deliveries: this.#deliveries };
    this.service = {
      signingName: "sns",
      protocol: "awsQuery",
      xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
      operations: {
        ...topicOperations(engine),
        ...subscriptionOperations(engine),
        ...publishOperations(engine),
      },
    };
  }

  /** Forgets messages that wait for a retry; topics and subscriptions stay. */
  reset(): void {
    this.#deliveries.forget();
  }

  /** Messages on their way to subscribers. */
  get durables(): readonly Durable[] {
    return [this.#deliveries];
  }

  /** Gives up deliveries that wait for a retry. */
  close(): void {
    this.#deliveries.close();
  }
}
