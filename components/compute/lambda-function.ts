import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { METRIC_NAMESPACE, type MetricName } from "../../functions/shared/observability/metrics.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { ConfigError } from "../core/errors.ts";
import { environmentOf, type Grant } from "../core/grants.ts";
import { kebabCase, NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { createServiceRole, type ServiceRole } from "../core/service-role.ts";
import type { Statement } from "../core/statements.ts";
import {
  createDeadLetterQueue,
  type DeadLetterQueue,
  type DeadLetters,
} from "../messaging/dead-letter-queue.ts";
import type { EncryptionKey } from "../storage/key.ts";

/** Of the variables as JSON, as Lambda measures them (Lambda Developer Guide, "Lambda quotas"). */
const ENVIRONMENT_LIMIT_BYTES = 4096;
/** The part of its timeout a function may take before the alarm goes off. */
const SLOW = 0.8;

const TRACING: Statement = {
  Sid: "Tracing",
  Effect: "Allow",
  Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  Resource: ["*"],
};

export interface LambdaFunctionArgs {
  /** What it does, in one sentence. */
  readonly description: pulumi.Input<string>;
  /** The built bundle, with `index.js` at its root, which exports `handler`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  readonly runtime: pulumi.Input<string>;
  readonly architecture: pulumi.Input<string>;
  readonly memoryMb: pulumi.Input<number>;
  readonly timeoutSeconds: number;
  /** All it may do, and all the environment it has. */
  readonly grants: readonly Grant[];
  /** The ARN of the policy that bounds its role, whatever it is granted. Default: none does. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly logs: {
    /** The key's policy must let CloudWatch Logs use it for `/aws/lambda/*`. */
    readonly key: Pick<EncryptionKey, "arn">;
    readonly retentionDays: pulumi.Input<number>;
    /** Of the function's own logs. What Lambda itself reports is always logged from INFO. */
    readonly level: pulumi.Input<string>;
  };
  /**
   * For a function that is invoked asynchronously: Lambda tries an event three times and then keeps it as a dead letter.
   * Default: the function is invoked by a request or by a queue, which look after failures themselves.
   */
  readonly asynchronous?: AsynchronousArgs;
  /**
   * Some of its errors are answers, as those of a state machine's step are: no alarm on its errors. Give it a count alarm
   * for those that are none. Default false.
   */
  readonly answersByErrors?: boolean;
  /** Alarms at the first count in a minute of a metric that the function counts itself. Default none. */
  readonly countAlarms?: readonly CountAlarm[];
  readonly alarmActions?: AlarmActions | undefined;
}

export interface CountAlarm {
  readonly metric: MetricName;
  /** One sentence: what it means for customers when this goes off. */
  readonly why: string;
  /** One sentence: what the operator does first. */
  readonly whatToDo: string;
}

export interface AsynchronousArgs {
  readonly deadLetters: DeadLetters;
  /** How long an event may wait for its last attempt, 60 to 21600. Lambda retries after one and after two minutes. */
  readonly maxEventAgeSeconds: number;
}

/**
 * A function with a role of its own. One policy holds exactly its grants, its own log group and tracing; nothing managed.
 * The log group, with retention and key, exists before the function, which can't create one. Logs are JSON, traces
 * active; alarms on errors unless they are answers, throttles and a 99th percentile near the timeout. Events of asynchronous invocations that
 * failed for the last time go to a dead-letter queue (`<name>-dlq`).
 *
 * It has no reserved concurrency: that fails in new accounts, whose limit leaves nothing to reserve.
 */
export class LambdaFunction extends Component {
  static readonly __pulumiType = "orderflow:compute:LambdaFunction";

  readonly arn: pulumi.Output<string>;
  readonly invokeArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  readonly timeoutSeconds: number;
  /** The role's policy: what acts on the function's behalf waits for it. */
  readonly permissions: pulumi.Resource;
  /** Where events of failed asynchronous invocations are, if the function has those. */
  readonly deadLetters: DeadLetterQueue | undefined;
  readonly #name: string;

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(LambdaFunction.__pulumiType, name, opts);
    this.#name = name;
    const functionName = physicalName(NAME_LIMITS.function, name);

    const logGroup = this.#createLogGroup(name, functionName, args);
    this.deadLetters =
      args.asynchronous && this.#createDeadLetterQueue(name, args.asynchronous, args.alarmActions);
    const role = this.#createRole(name, logGroup, args);
    const lambda = this.#createFunction(name, functionName, role, logGroup, args);
    if (args.asynchronous !== undefined) this.#handleFailedEvents(name, lambda, role, args.asynchronous);
    this.#createAlarms(name, lambda, args);
    for (const alarm of args.countAlarms ?? [])
      this.#createCountAlarm(name, lambda, alarm, args.alarmActions);

    this.arn = lambda.arn;
    this.invokeArn = lambda.invokeArn;
    this.functionName = lambda.name;
    this.timeoutSeconds = args.timeoutSeconds;
    this.permissions = role.policy;
    this.registerOutputs({ arn: this.arn, invokeArn: this.invokeArn, functionName: this.functionName });
  }

  /** Invoke the function: `lambda:InvokeFunction`. */
  invoker(): Grant {
    return {
      env: {},
      statements: [
        {
          Sid: pascalCase(this.#name, "function"),
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [this.arn],
        },
      ],
    };
  }

  #createDeadLetterQueue(
    name: string,
    { deadLetters }: AsynchronousArgs,
    alarmActions: AlarmActions | undefined,
  ): DeadLetterQueue {
    return createDeadLetterQueue(
      `${name}-dlq`,
      {
        ...deadLetters,
        alarmActions,
        why: `The function ${name} failed three times with the same event, which waits in the dead-letter queue: its work is not done.`,
        whatToDo:
          "Find the error in the message, mend it, then redrive the dead-letter queue to the function.",
      },
      this,
    );
  }

  #createLogGroup(name: string, functionName: string, { logs }: LambdaFunctionArgs): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      { name: `/aws/lambda/${functionName}`, retentionInDays: logs.retentionDays, kmsKeyId: logs.key.arn },
      this.named,
    );
  }

  #createRole(
    name: string,
    logGroup: aws.cloudwatch.LogGroup,
    { grants, permissionsBoundary }: LambdaFunctionArgs,
  ): ServiceRole {
    const ownLogs: Statement = {
      Sid: "OwnLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [pulumi.interpolate`${logGroup.arn}:*`],
    };
    const granted = grants.flatMap(({ statements }) => statements);
    const deadLetters = this.deadLetters?.sender().statements ?? [];
    return createServiceRole(
      name,
      {
        service: "lambda",
        description: `Execution role of the function ${name}`,
        statements: [...granted, ...deadLetters, ownLogs, TRACING],
        permissionsBoundary,
      },
      this.named,
    );
  }

  #createFunction(
    name: string,
    functionName: string,
    { role, policy }: ServiceRole,
    logGroup: aws.cloudwatch.LogGroup,
    args: LambdaFunctionArgs,
  ): aws.lambda.Function {
    return new aws.lambda.Function(
      name,
      {
        name: functionName,
        description: args.description,
        role: role.arn,
        code: args.code,
        handler: "index.handler",
        runtime: args.runtime,
        architectures: [args.architecture],
        memorySize: args.memoryMb,
        timeout: args.timeoutSeconds,
        environment: { variables: checkedEnvironment(name, args.grants) },
        loggingConfig: {
          logFormat: "JSON",
          applicationLogLevel: args.logs.level,
          systemLogLevel: "INFO",
          logGroup: logGroup.name,
        },
        tracingConfig: { mode: "Active" },
      },
      { ...this.named, dependsOn: [logGroup, policy] },
    );
  }

  /**
   * Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations": Lambda writes into the queue with the
   * function's own role, and refuses the setting while that may not.
   */
  #handleFailedEvents(
    name: string,
    lambda: aws.lambda.Function,
    { policy }: ServiceRole,
    { maxEventAgeSeconds }: AsynchronousArgs,
  ): void {
    if (this.deadLetters === undefined) return;
    new aws.lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: lambda.name,
        maximumRetryAttempts: 2,
        maximumEventAgeInSeconds: maxEventAgeSeconds,
        destinationConfig: { onFailure: { destination: this.deadLetters.arn } },
      },
      { ...this.child, dependsOn: [policy] },
    );
  }

  #createAlarms(name: string, lambda: aws.lambda.Function, args: LambdaFunctionArgs): void {
    const shared = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: lambda.name },
      actions: args.alarmActions,
    } as const;
    if (args.answersByErrors !== true)
      createAlarm(
        `${name}-errors`,
        {
          ...shared,
          metricName: "Errors",
          statistic: "Sum",
          threshold: 0,
          why: `The function ${name} failed, timed out or ran out of memory: a request or a message was not served.`,
          whatToDo: "Search its log group for level ERROR and follow the correlation id.",
        },
        this.named,
      );
    createAlarm(
      `${name}-throttles`,
      {
        ...shared,
        metricName: "Throttles",
        statistic: "Sum",
        threshold: 0,
        why: `Lambda refused to run the function ${name}: the account's or the function's concurrency is used up.`,
        whatToDo: "Find which function takes the concurrency, then ask AWS to raise the account's limit.",
      },
      this.named,
    );
    createAlarm(
      `${name}-slow`,
      {
        ...shared,
        metricName: "Duration",
        statistic: "p99",
        threshold: SLOW * args.timeoutSeconds * 1000,
        evaluationPeriods: 3,
        why: `One in a hundred runs of the function ${name} takes more than ${SLOW * 100} % of its ${args.timeoutSeconds} s: it will soon time out.`,
        whatToDo: "Open the slowest traces in X-Ray and see which call takes the time.",
      },
      this.named,
    );
  }

  /** The metrics' one dimension is the function's name (`functions/shared/observability/metrics.ts`). */
  #createCountAlarm(
    name: string,
    lambda: aws.lambda.Function,
    { metric, why, whatToDo }: CountAlarm,
    actions: AlarmActions | undefined,
  ): void {
    createAlarm(
      `${name}-${kebabCase(metric.replace(/(?!^)[A-Z]/g, "-$&"))}`,
      {
        namespace: METRIC_NAMESPACE,
        metricName: metric,
        dimensions: { function: lambda.name },
        statistic: "Sum",
        threshold: 0,
        periodSeconds: 60,
        why,
        whatToDo,
        actions,
      },
      this.named,
    );
  }
}

/** @throws {ConfigError} for more than AWS takes. */
export function assertEnvironmentFits(name: string, variables: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > ENVIRONMENT_LIMIT_BYTES) {
    throw new ConfigError(
      `${name}: its environment has ${bytes} bytes, and AWS takes ${ENVIRONMENT_LIMIT_BYTES}. Move large values to Parameter Store.`,
    );
  }
}

function checkedEnvironment(name: string, grants: readonly Grant[]): pulumi.Output<Record<string, string>> {
  return pulumi.output(environmentOf(grants)).apply((variables) => {
    assertEnvironmentFits(name, variables);
    return variables;
  });
}
