import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import type { NoRetry, Retrier, Task, TemplateObject } from "./definition.ts";

/** What a function may take beyond its timeout: the start of its environment, and the way there. */
const MARGIN_SECONDS = 10;

/** 1, 2, 4, 8, 16 s at most, each a random part of it. */
const RETRIER: Retrier = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  MaxAttempts: 5,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  JitterStrategy: "FULL",
};

export interface InvokedFunction {
  readonly arn: pulumi.Input<string>;
  readonly timeoutSeconds: number;
}

export interface InvokeFunctionArgs {
  readonly account: Pick<Account, "partition">;
  readonly function: InvokedFunction;
  /** The event. */
  readonly payload: TemplateObject;
  /** Names of the errors that the function throws for good: no other try, they are for the catchers. Default none. */
  readonly permanent?: readonly string[];
}

/**
 * What makes a task of invoking a function, to be spread into it. Its result has the function's answer in `Payload`. All
 * errors but the permanent ones are tried again, so the function must be one that may run twice.
 */
export function invokeFunction({
  account,
  function: { arn, timeoutSeconds },
  payload,
  permanent = [],
}: InvokeFunctionArgs): Pick<Task, "Type" | "Resource" | "Parameters" | "TimeoutSeconds" | "Retry"> {
  const [first, ...others] = permanent;
  const noRetry: readonly NoRetry[] =
    first === undefined ? [] : [{ ErrorEquals: [first, ...others], MaxAttempts: 0 }];
  return {
    Type: "Task",
    Resource: pulumi.interpolate`arn:${account.partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: arn, Payload: payload },
    TimeoutSeconds: timeoutSeconds + MARGIN_SECONDS,
    Retry: [...noRetry, RETRIER],
  };
}
