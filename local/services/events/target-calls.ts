import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Authorizer, Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { EventInvoker, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { logGroupName } from "../logs/delivery.ts";
import { queueUrl } from "../sqs/queue-url.ts";
import { putEventsAccess } from "./access.ts";
import type { Buses, EventBus } from "./buses.ts";
import type { Incoming } from "./event.ts";
import type { Rule } from "./rules.ts";
import { serviceOf, type Target } from "./targets.ts";

export interface TargetCallsOptions {
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly sessions: RoleSessions;
  readonly authorizer: Authorizer;
  readonly buses: Buses;
  /** Brings an event to the rules of another bus. */
  readonly route: (bus: EventBus, incoming: Incoming) => void;
}

const SESSION_SECONDS = 3_600;

/** EventBridge in its own name, for a rule or a bus. */
export function eventBridge(sourceArn: string): Principal {
  return { kind: "service", service: "events.amazonaws.com", sourceArn };
}

/**
 * EventBridge as topics and their keys see it: it does not tell SNS for which rule it publishes, so that a condition on
 * `aws:SourceArn` or `aws:SourceAccount` never holds.
 * Source: EventBridge User Guide, "Amazon SNS permissions"; SNS Developer Guide, "Key management".
 */
const PUBLISHER: Principal = { kind: "service", service: "events.amazonaws.com", sourceless: true };

/** Hands events over to targets: in the name of the target's role where it has one, else in EventBridge's own. */
export class TargetCalls {
  readonly #options: TargetCallsOptions;

  constructor(options: TargetCallsOptions) {
    this.#options = options;
  }

  /** @throws {AwsError} what the target answers */
  async call(rule: Rule, target: Target, incoming: Incoming, payload: string): Promise<void> {
    const { dispatcher, functions } = this.#options;
    const { traceHeader } = incoming;
    const principal = this.#principal(rule, target);
    switch (serviceOf(target.Arn)) {
      case "lambda":
        functions.invokeEvent({
          functionArn: target.Arn,
          payload,
          principal,
          sourceArn: rule.arn,
          ...(traceHeader !== undefined && { traceHeader }),
        });
        return;
      case "sqs":
        await dispatcher.call("sqs", "SendMessage", message(target, payload, traceHeader), principal);
        return;
      case "sns":
        await dispatcher.call(
          "sns",
          "Publish",
          { TopicArn: target.Arn, Message: payload },
          target.RoleArn === undefined ? PUBLISHER : principal,
        );
        return;
      case "states":
        return this.#start(rule, target, incoming, payload, principal);
      case "logs":
        return this.#log(target, incoming, payload, principal);
      case "events":
        return this.#forward(target, incoming, principal);
    }
  }

  #principal(rule: Rule, target: Target): Principal {
    const service = eventBridge(rule.arn);
    if (target.RoleArn === undefined) return service;
    return this.#options.sessions.assume(target.RoleArn, service, rule.name, SESSION_SECONDS).principal;
  }

  /** Every attempt has the name of the first, so that an event starts one execution. */
  async #start(
    rule: Rule,
    target: Target,
    { event, traceHeader }: Incoming,
    input: string,
    principal: Principal,
  ) {
    const digest = createHash("sha256").update(`${rule.arn} ${target.Id}`).digest("hex").slice(0, 16);
    const execution = { stateMachineArn: target.Arn, name: `${event.id}_${digest}`, input };
    const trace = traceHeader === undefined ? {} : { traceHeader };
    try {
      await this.#options.dispatcher.call("states", "StartExecution", { ...execution, ...trace }, principal);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "ExecutionAlreadyExists")) throw error;
    }
  }

  async #log(target: Target, { event, ingestedAt }: Incoming, text: string, principal: Principal) {
    const { dispatcher } = this.#options;
    const stream = { logGroupName: logGroupName(target.Arn) ?? "", logStreamName: event.id };
    try {
      await dispatcher.call("logs", "CreateLogStream", stream, principal);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "ResourceAlreadyExistsException")) throw error;
    }
    const logEvents = [{ timestamp: ingestedAt, message: text }];
    await dispatcher.call("logs", "PutLogEvents", { ...stream, logEvents }, principal);
  }

  async #forward(target: Target, incoming: Incoming, principal: Principal): Promise<void> {
    const { authorizer, buses, route } = this.#options;
    const bus = buses.require(target.Arn);
    const { source, "detail-type": detailType } = incoming.event;
    const access = putEventsAccess(bus.arn, bus.policy, { source, detailType });
    authorizer.authorize(principal, {
      ...access,
      context: { ...access.context, "events:eventBusInvocation": "true" },
    });
    // Buses that forward to one another in a circle never end, as on AWS; all else has its turn meanwhile.
    await nextTurn();
    route(bus, incoming);
  }
}

function message(
  { Arn, SqsParameters }: Target,
  MessageBody: string,
  traceHeader: string | undefined,
): object {
  return {
    QueueUrl: queueUrl(Arn),
    MessageBody,
    ...(SqsParameters?.MessageGroupId !== undefined && { MessageGroupId: SqsParameters.MessageGroupId }),
    ...(traceHeader !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } },
    }),
  };
}
