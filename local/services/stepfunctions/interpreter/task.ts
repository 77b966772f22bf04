import type { Json } from "../language/json.ts";
import {
  HeartbeatTimeout,
  OutsideError,
  runtimeError,
  StatesError,
  TaskTimeout,
} from "../language/states-error.ts";
import type { TaskFrame, TaskOutcome } from "./frame.ts";
import type { TaskCall } from "./host.ts";
import { Aborted, checkSize } from "./limits.ts";
import { TaskEvents } from "./task-events.ts";
import { outside, type StateHandler, type Visit } from "./visit.ts";

/** What a task fails with that a restart has cut off in its call: whether that had its effect, nobody knows. */
const INTERRUPTED = "Unable to execute HTTP request: the connection ended without an answer.";

export const task: StateHandler = async (visit) => {
  const { state, name, scope, language } = visit;
  const result = await resultOf(visit);
  checkSize(name, result);
  const selected = await language.selectedResult(scope, result);
  return { ...(await language.handOverResult(scope, selected)), next: state.Next };
};

async function resultOf(visit: Visit): Promise<Json> {
  const { state, frame, host } = visit;
  const events = new TaskEvents(visit);
  const resumed = frame.task;
  if (resumed?.result !== undefined) return resumed.result;
  const scheduled = resumed ?? (await schedule(visit, events));
  const call = {
    resource: String(state.Resource),
    parameters: scheduled.parameters,
    stateEnteredId: frame.entered?.eventId ?? 0,
  };
  const told = Promise.withResolvers<TaskOutcome>();
  const over = new AbortController();
  const stopListening = listen(visit, scheduled, told.resolve);
  try {
    if (resumed === undefined) await host.committed();
    const work = perform(visit, events, scheduled, call, told.promise, resumed !== undefined, over.signal);
    work.catch(() => undefined);
    const result = await Promise.race([work, limit(visit, scheduled, over.signal)]);
    events.succeeded(result);
    scheduled.result = result;
    return result;
  } catch (error) {
    const begun = scheduled.answer;
    if (begun !== undefined && isSync(call)) await host.tasks.cancel(call, begun);
    if (error instanceof StatesError) events.failed(error);
    throw error;
  } finally {
    over.abort();
    stopListening();
  }
}

async function schedule(visit: Visit, events: TaskEvents): Promise<TaskFrame> {
  const { state, name, scope, language, host } = visit;
  const input = await language.effectiveInput(scope);
  const token = String(state.Resource).endsWith(".waitForTaskToken") ? host.newToken() : undefined;
  const context = () => ({ ...scope.context(), ...(token !== undefined && { Task: { Token: token } }) });
  const parameters = await language.payload({ ...scope, context }, input);
  checkSize(name, parameters);
  const timeout = seconds("TimeoutSeconds", await language.field(scope, input, "TimeoutSeconds"));
  const heartbeat = seconds("HeartbeatSeconds", await language.field(scope, input, "HeartbeatSeconds"));
  const now = host.now();
  events.scheduled(parameters, timeout, heartbeat);
  events.started();
  const scheduled = {
    parameters,
    ...(token !== undefined && { token }),
    ...(timeout !== undefined && { timeoutAt: now + timeout * 1_000 }),
    ...(heartbeat !== undefined && { heartbeatSeconds: heartbeat, heartbeatAt: now + heartbeat * 1_000 }),
  };
  visit.frame.task = scheduled;
  host.save();
  return scheduled;
}

/** Makes the call, once at most, and waits for what it began where the task is to. */
async function perform(
  { host }: Visit,
  events: TaskEvents,
  scheduled: TaskFrame,
  call: TaskCall,
  told: Promise<TaskOutcome>,
  resumed: boolean,
  over: AbortSignal,
): Promise<Json> {
  const waits = scheduled.token !== undefined || isSync(call);
  if (scheduled.answer === undefined) {
    if (resumed) throw new OutsideError(events.errorName("SdkClientException"), INTERRUPTED);
    const answer = await host.tasks.call(call, over);
    if (over.aborted) throw new Aborted();
    scheduled.answer = answer;
    if (waits) events.submitted(answer);
    host.save();
  }
  if (!waits) return scheduled.answer;
  const completed =
    scheduled.token === undefined ? host.tasks.completion(call, scheduled.answer, over) : told;
  const outcome = await outside(host, Promise.race([completed, givenUp(over)]));
  if ("output" in outcome) return outcome.output;
  throw new OutsideError(outcome.error, outcome.cause);
}

/** Rejects when nobody waits any more. */
async function givenUp(over: AbortSignal): Promise<never> {
  if (!over.aborted) await new Promise((resolve) => over.addEventListener("abort", resolve, { once: true }));
  throw new Aborted();
}

/** Takes an outcome over as soon as it is told, so that whoever tells it is answered when it is kept. */
function listen({ host }: Visit, scheduled: TaskFrame, settle: (outcome: TaskOutcome) => void): () => void {
  if (scheduled.outcome !== undefined) settle(scheduled.outcome);
  if (scheduled.token === undefined) return () => {};
  return host.tasks.listen(scheduled.token, {
    settled: (outcome) => {
      scheduled.outcome = outcome;
      host.save();
      settle(outcome);
    },
    heartbeat: () => {
      if (scheduled.heartbeatSeconds === undefined) return;
      scheduled.heartbeatAt = host.now() + scheduled.heartbeatSeconds * 1_000;
      host.save();
    },
  });
}

/** Waits as long as the task's timeout, its heartbeats and the execution last. @throws {StatesError} */
async function limit({ host, signal }: Visit, scheduled: TaskFrame, over: AbortSignal): Promise<never> {
  const { timeoutAt = Number.POSITIVE_INFINITY } = scheduled;
  const stop = AbortSignal.any([signal, over]);
  const heartbeatAt = () => scheduled.heartbeatAt ?? Number.POSITIVE_INFINITY;
  while (!stop.aborted) {
    if (host.now() >= timeoutAt) throw new TaskTimeout();
    if (host.now() >= heartbeatAt()) throw new HeartbeatTimeout();
    const next = Math.min(timeoutAt, heartbeatAt());
    if (Number.isFinite(next)) await host.sleepUntil(next, stop);
    else await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  }
  throw new Aborted();
}

function isSync({ resource }: TaskCall): boolean {
  return /\.sync(:\d+)?$/.test(resource);
}

function seconds(field: string, value: Json | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw runtimeError(
    `Expected a positive integer for the ${field} parameter, but got ${JSON.stringify(value)}`,
  );
}
