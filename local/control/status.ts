import { type ClockAnswer, clockAnswer } from "./clock.ts";
import { type FaultsAnswer, faultsAnswer } from "./faults.ts";
import { functionsByName, shownName } from "./functions.ts";
import type { ControlParts, ControlRequest, Route } from "./route.ts";

export interface StatusAnswer {
  /** Null before one is deployed. */
  readonly stack: { readonly name: string; readonly readyMs: number } | null;
  readonly endpoint: string;
  /** Since the process started, in real time. */
  readonly uptimeMs: number;
  readonly clock: ClockAnswer;
  readonly faults: FaultsAnswer;
  /** By service, what there is of each kind. */
  readonly services: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly queues: readonly {
    readonly name: string;
    readonly visible: number;
    readonly inFlight: number;
    readonly delayed: number;
  }[];
  readonly functions: readonly {
    readonly name: string;
    readonly warm: number;
    readonly running: number;
  }[];
  /** Those in `ALARM`. */
  readonly alarms: readonly { readonly name: string; readonly since: string; readonly reason: string }[];
}

export const statusRoute: Route = (parts, { stack }): StatusAnswer => ({
  stack: stack === undefined ? null : { name: stack.name, readyMs: stack.readyMs },
  endpoint: parts.endpoint,
  uptimeMs: Math.round(performance.now()),
  clock: clockAnswer(parts.clock),
  faults: faultsAnswer(parts.faults),
  services: counts(parts),
  queues: [...parts.sqs.queues].map((queue) => {
    const { visible, inFlight, delayed } = queue.counts();
    return { name: queue.name, visible, inFlight, delayed };
  }),
  functions: functions(parts, stack),
  alarms: parts.cloudWatch.alarms
    .all()
    .filter(({ state }) => state === "ALARM")
    .map(({ definition, stateUpdated, reason }) => ({
      name: definition.name,
      since: new Date(stateUpdated).toISOString(),
      reason,
    })),
});

function functions({ lambda }: ControlParts, stack: ControlRequest["stack"]): StatusAnswer["functions"] {
  return functionsByName(lambda).map(({ name }) => ({
    name: shownName(name, stack),
    ...lambda.environmentsOf(name),
  }));
}

function counts(parts: ControlParts): StatusAnswer["services"] {
  const tables = [...parts.dynamodb.catalog];
  const pools = [...parts.cognito.pools];
  const streams = parts.logs.groups.list().flatMap((group) => [...group.streams]);
  return {
    DynamoDB: { tables: tables.length, items: sum(tables.map(({ itemCount }) => itemCount)) },
    S3: {
      buckets: [...parts.s3.buckets].length,
      objects: sum([...parts.s3.buckets].map(({ size }) => size)),
    },
    SQS: { queues: [...parts.sqs.queues].length },
    SNS: { topics: [...parts.sns.topics].length },
    Lambda: { functions: [...parts.lambda.functions].length },
    "API Gateway": { apis: parts.apiGateway.apis.length },
    Cognito: { "user pools": pools.length, users: sum(pools.map(({ users }) => users.size)) },
    EventBridge: {
      buses: [...parts.events.buses].length,
      rules: [...parts.events.rules].length,
      archives: [...parts.events.archives].length,
    },
    SES: {
      identities: [...parts.ses.identities].length,
      templates: [...parts.ses.templates].length,
      mails: parts.ses.mails.size,
    },
    Scheduler: { schedules: [...parts.scheduler.schedules].length },
    "Parameter Store": { parameters: parts.ssm.parameters.size },
    "Step Functions": {
      "state machines": [...parts.stepFunctions.machines].length,
      executions: parts.stepFunctions.executions.size,
    },
    "CloudWatch Logs": {
      "log groups": parts.logs.groups.list().length,
      events: sum(streams.map(({ events }) => events.length)),
    },
    CloudWatch: { alarms: parts.cloudWatch.alarms.all().length },
    "X-Ray": { traces: parts.xray.traces.size },
    KMS: { keys: parts.kms.store.keys().length },
    IAM: { roles: parts.iam.roles.list().length },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
