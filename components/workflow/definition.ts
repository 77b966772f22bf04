import type * as pulumi from "@pulumi/pulumi";

/**
 * State machines in the Amazon States Language, with JSONPath. Their types demand what every task of ours has: a
 * timeout and a retry with jitter. Source: https://states-language.net/.
 */
export interface Definition extends States {
  readonly Comment?: string;
  /** Of a whole execution. */
  readonly TimeoutSeconds: number;
}

export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export type State = Task | Pass | Choice | Wait | Succeed | Fail | Parallel | MapState;

/** JSON in which any text may come from a resource. A member whose name ends in `.$` is a path. */
export type Template = null | boolean | number | pulumi.Input<string> | readonly Template[] | TemplateObject;

export interface TemplateObject {
  readonly [member: string]: Template;
}

type Next = { readonly Next: string } | { readonly End: true };

interface Paths {
  readonly Comment?: string;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

interface Result extends Paths {
  readonly Parameters?: TemplateObject;
  readonly ResultSelector?: TemplateObject;
  readonly ResultPath?: string | null;
}

/** Tries again after a pause that doubles or so, of which it waits a random part. */
export interface Retrier {
  readonly ErrorEquals: readonly [string, ...string[]];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy: "FULL";
}

/** Errors that another try does not help against. */
export interface NoRetry {
  readonly ErrorEquals: readonly [string, ...string[]];
  readonly MaxAttempts: 0;
}

export interface Catcher {
  readonly ErrorEquals: readonly [string, ...string[]];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

type Retry = readonly [...(NoRetry | Retrier)[], Retrier];
type Catch = readonly [Catcher, ...Catcher[]];

export type Task = Result &
  Next & {
    readonly Type: "Task";
    readonly Resource: pulumi.Input<string>;
    readonly TimeoutSeconds: number;
    readonly HeartbeatSeconds?: number;
    readonly Retry: Retry;
    /** Absent: its errors end the execution there, which the state machine must say of it (`parkingTasks`). */
    readonly Catch?: Catch;
  };

type Pass = Omit<Result, "ResultSelector"> & Next & { readonly Type: "Pass"; readonly Result?: Template };

interface Choice extends Paths {
  readonly Type: "Choice";
  readonly Choices: readonly [Rule, ...Rule[]];
  readonly Default?: string;
}

interface Rule {
  readonly Next: string;
  readonly [comparison: string]: Template;
}

type Wait = Paths &
  Next & { readonly Type: "Wait" } & (
    | { readonly Seconds: number }
    | { readonly SecondsPath: string }
    | { readonly Timestamp: string }
    | { readonly TimestampPath: string }
  );

interface Succeed extends Paths {
  readonly Type: "Succeed";
}

interface Fail {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

type Parallel = Result &
  Next & {
    readonly Type: "Parallel";
    readonly Branches: readonly [States, ...States[]];
    readonly Retry?: Retry;
    readonly Catch?: Catch;
  };

type MapState = Omit<Result, "Parameters"> &
  Next & {
    readonly Type: "Map";
    readonly ItemsPath?: string;
    readonly ItemSelector?: TemplateObject;
    readonly MaxConcurrency?: number;
    readonly ItemProcessor: States;
    readonly Retry?: Retry;
    readonly Catch?: Catch;
  };
