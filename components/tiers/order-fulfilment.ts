import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import type { Catcher, Definition, Retrier, Task } from "../workflow/definition.ts";
import { type InvokedFunction, invokeFunction } from "../workflow/invoke-function.ts";

/** The functions of the steps. Each takes `{ id }`, the order's, and comes to the same end however often it runs. */
export interface FulfilmentSteps {
  readonly reserveInventory: InvokedFunction;
  readonly takePayment: InvokedFunction;
  readonly confirmOrder: InvokedFunction;
  readonly giveUpOrder: InvokedFunction;
  readonly refundPayment: InvokedFunction;
  readonly releaseInventory: InvokedFunction;
  readonly failOrder: InvokedFunction;
}

export interface OrderFulfilmentArgs {
  readonly account: Pick<Account, "partition">;
  readonly steps: FulfilmentSteps;
  readonly bus: { readonly busName: pulumi.Input<string> };
}

const DAY_SECONDS = 86_400;

/** Of whoever puts the event: whose it is. */
const ORDERS = "orderflow.orders";
const PAYMENTS = "orderflow.payments";

/**
 * Where there is no way but on: from 2 s to every quarter of an hour, for about three hours. Then the execution ends in
 * that task, with an alarm, and goes on with it when it is redriven.
 */
const PERSISTENT: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 2,
  MaxAttempts: 20,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  JitterStrategy: "FULL",
};

/** Whatever fails before the order is confirmed, a timeout too, is undone. */
const GIVE_UP: Catcher = { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "GiveUpOrder" };

/** The tasks in which an execution may end: those that undo, and those that come after what can't be undone. */
export const PARKING_TASKS = [
  "AnnounceConfirmation",
  "GiveUpOrder",
  "RefundPayment",
  "AnnounceRefund",
  "ReleaseInventory",
  "FailOrder",
  "AnnounceFailure",
] as const;

/**
 * The saga of an order: reserve, take the payment, confirm. Whatever fails, the order is given up first, which decides
 * against a confirmation whose answer was lost; then all is undone in reverse, done or not: undoing what was not done
 * keeps it from being done late. The order's status is written before the end, so that an order without one has an
 * execution that can go on.
 */
export function orderFulfilment({ account, steps, bus }: OrderFulfilmentArgs): Definition {
  const step = (invoked: InvokedFunction, permanent: readonly string[] = []) =>
    invokeFunction({ account, function: invoked, payload: { "id.$": "$.id" }, permanent });
  const announce = (source: string, detailType: string, detail: string) =>
    putEvent({ account, bus, source, detailType, detail });

  return {
    Comment: "From an accepted order to a confirmed or a failed one",
    TimeoutSeconds: DAY_SECONDS,
    StartAt: "ReserveInventory",
    States: {
      ReserveInventory: {
        ...step(steps.reserveInventory, ["OutOfStock", "PermanentError"]),
        ResultPath: null,
        Catch: [GIVE_UP],
        Next: "TakePayment",
      },
      TakePayment: {
        ...step(steps.takePayment, ["PaymentDeclined", "PermanentError"]),
        ResultSelector: { "event.$": "$.Payload.event" },
        ResultPath: "$.payment",
        Catch: [GIVE_UP],
        Next: "AnnouncePayment",
      },
      AnnouncePayment: {
        ...announce(PAYMENTS, "PaymentTaken", "$.payment.event"),
        Catch: [GIVE_UP],
        Next: "ConfirmOrder",
      },
      ConfirmOrder: {
        ...step(steps.confirmOrder, ["OrderGivenUp", "PermanentError"]),
        ResultSelector: { "event.$": "$.Payload.event" },
        ResultPath: "$.confirmation",
        Catch: [GIVE_UP],
        Next: "AnnounceConfirmation",
      },
      AnnounceConfirmation: {
        ...announce(ORDERS, "OrderConfirmed", "$.confirmation.event"),
        Retry: [PERSISTENT],
        Next: "OrderConfirmed",
      },
      OrderConfirmed: { Type: "Succeed" },

      GiveUpOrder: {
        ...invokeFunction({
          account,
          function: steps.giveUpOrder,
          payload: { "id.$": "$.id", "error.$": "$.error" },
        }),
        Retry: [PERSISTENT],
        ResultSelector: { "decided.$": "$.Payload.givenUp" },
        ResultPath: "$.givenUp",
        Next: "IsGivenUp",
      },
      IsGivenUp: {
        Type: "Choice",
        Choices: [{ Variable: "$.givenUp.decided", BooleanEquals: true, Next: "RefundPayment" }],
        Default: "ConfirmOrder",
      },
      RefundPayment: {
        ...step(steps.refundPayment),
        Retry: [PERSISTENT],
        ResultSelector: { "result.$": "$.Payload" },
        ResultPath: "$.refund",
        Next: "IsRefunded",
      },
      IsRefunded: {
        Type: "Choice",
        Choices: [{ Variable: "$.refund.result.event", IsPresent: true, Next: "AnnounceRefund" }],
        Default: "ReleaseInventory",
      },
      AnnounceRefund: {
        ...announce(PAYMENTS, "PaymentRefunded", "$.refund.result.event"),
        Retry: [PERSISTENT],
        Next: "ReleaseInventory",
      },
      ReleaseInventory: {
        ...step(steps.releaseInventory),
        Retry: [PERSISTENT],
        ResultPath: null,
        Next: "FailOrder",
      },
      FailOrder: {
        ...step(steps.failOrder),
        Retry: [PERSISTENT],
        ResultSelector: { "event.$": "$.Payload.event" },
        ResultPath: "$.failure",
        Next: "AnnounceFailure",
      },
      AnnounceFailure: {
        ...announce(ORDERS, "OrderFailed", "$.failure.event"),
        Retry: [PERSISTENT],
        Next: "OrderFailed",
      },
      OrderFailed: { Type: "Succeed" },
    },
  };
}

interface Announcement extends Pick<OrderFulfilmentArgs, "account" | "bus"> {
  readonly source: string;
  readonly detailType: string;
  /** The path of the event's detail in the state. */
  readonly detail: string;
}

/** Puts an event on the bus. One that the bus does not take fails the task with `EventBridge.FailedEntry`. */
function putEvent({
  account,
  bus,
  source,
  detailType,
  detail,
}: Announcement): Omit<Task, "Catch" | "Next" | "End"> {
  return {
    Type: "Task",
    Resource: pulumi.interpolate`arn:${account.partition}:states:::events:putEvents`,
    Parameters: {
      Entries: [{ EventBusName: bus.busName, Source: source, DetailType: detailType, "Detail.$": detail }],
    },
    ResultPath: null,
    TimeoutSeconds: 10,
    Retry: [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 1,
        MaxAttempts: 8,
        BackoffRate: 2,
        MaxDelaySeconds: 30,
        JitterStrategy: "FULL",
      },
    ],
  };
}
