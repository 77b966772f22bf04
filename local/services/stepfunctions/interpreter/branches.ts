import type { Machine, State } from "../language/definition.ts";
import { processorOf } from "../language/definition.ts";
import type { Json, JsonObject } from "../language/json.ts";
import { OutsideError, runtimeError, StatesError } from "../language/states-error.ts";
import { type BranchFrame, newFrame } from "./frame.ts";
import { Aborted, checkSize, INLINE_MAP_CONCURRENCY } from "./limits.ts";
import { outside, type StateHandler, type Visit } from "./visit.ts";

export const parallel: StateHandler = async (visit) => {
  const { state, frame, scope, language, host } = visit;
  const machines = state.Branches ?? [];
  if (frame.branches === undefined) {
    const payload = await language.payload(scope, await language.effectiveInput(scope));
    checkSize(visit.name, payload);
    frame.lastEventId = host.record("ParallelStateStarted", frame.lastEventId);
    frame.branches = machines.map(({ StartAt }, index) => ({
      index,
      status: "running",
      frame: newFrame(StartAt, payload, frame.lastEventId),
    }));
    host.save();
  }
  const result = await runBranches(visit, machines.length, async ({ index, frame: branch }, signal) => {
    return await visit.runWithin(machines[index] as Machine, branch as NonNullable<typeof branch>, signal);
  });
  return await leave(visit, result);
};

export const map: StateHandler = async (visit) => {
  const { state, frame, scope, language, host, name } = visit;
  const input = await language.effectiveInput(scope);
  if (frame.branches === undefined) {
    const items = await language.items(scope, input);
    if (!Array.isArray(items)) throw runtimeError(notAnArray(state));
    frame.lastEventId = host.record("MapStateStarted", frame.lastEventId, { length: items.length });
    frame.branches = items.map((item: Json, index) => ({ index, item, status: "waiting" }));
    host.save();
  }
  const machine = processorOf(state);
  const concurrency = await maxConcurrency(visit, input);
  const result = await runBranches(visit, concurrency, async (branch, signal) => {
    const { index, item = null } = branch;
    const about = { Item: { Index: index, Value: item } };
    if (branch.frame === undefined) {
      const startedId = host.record("MapIterationStarted", frame.lastEventId, { name, index });
      const iteration = { ...scope, context: () => ({ ...scope.context(), Map: about }) };
      branch.frame = newFrame(machine.StartAt, await language.itemInput(iteration, input, item), startedId);
      host.save();
    }
    const last = branch.frame;
    try {
      const output = await visit.runWithin(machine, last, signal, about);
      last.lastEventId = host.record("MapIterationSucceeded", last.lastEventId, { name, index });
      return output;
    } catch (error) {
      if (error instanceof StatesError)
        last.lastEventId = host.record("MapIterationFailed", last.lastEventId, { name, index });
      if (error instanceof Aborted)
        last.lastEventId = host.record("MapIterationAborted", last.lastEventId, { name, index });
      throw error;
    }
  });
  return await leave(visit, result);
};

type RunBranch = (branch: BranchFrame, signal: AbortSignal) => Promise<Json>;

/** Runs what is left of the branches, so many at a time; the first that fails ends all others. */
async function runBranches(visit: Visit, concurrency: number, run: RunBranch): Promise<Json> {
  const { frame, host, state } = visit;
  const branches = frame.branches ?? [];
  const failure = new AbortController();
  const signal = AbortSignal.any([visit.signal, failure.signal]);
  const waiting = branches.filter(({ status }) => status !== "succeeded");
  let failed: StatesError | undefined;
  let fatal: unknown;
  const worker = async () => {
    for (let branch = waiting.shift(); branch !== undefined; branch = waiting.shift()) {
      if (signal.aborted) return;
      branch.status = "running";
      try {
        branch.output = await run(branch, signal);
        branch.status = "succeeded";
        if (branch.frame !== undefined) frame.lastEventId = branch.frame.lastEventId;
        delete branch.frame;
      } catch (error) {
        branch.status = error instanceof StatesError ? "failed" : "aborted";
        if (error instanceof StatesError && failed === undefined) {
          failed = error;
          if (branch.frame !== undefined) frame.lastEventId = branch.frame.lastEventId;
        } else if (!(error instanceof StatesError || error instanceof Aborted)) fatal ??= error;
        failure.abort();
      }
      host.save();
    }
  };
  await outside(host, Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, worker)));
  if (fatal !== undefined) throw fatal;
  if (failed !== undefined) {
    const { error, causeText } = failed;
    frame.lastEventId = host.record(
      `${state.Type as "Parallel" | "Map"}StateFailed`,
      frame.lastEventId,
      told(error, causeText),
    );
    throw new OutsideError(error, causeText);
  }
  if (visit.signal.aborted) throw new Aborted();
  return branches.map(({ output = null }) => output);
}

async function leave({ state, name, frame, scope, language, host }: Visit, result: Json) {
  checkSize(name, result);
  frame.lastEventId = host.record(`${state.Type as "Parallel" | "Map"}StateSucceeded`, frame.lastEventId);
  const selected = await language.selectedResult(scope, result);
  return { ...(await language.handOverResult(scope, selected)), next: state.Next };
}

async function maxConcurrency({ scope, language }: Visit, input: Json): Promise<number> {
  const asked = (await language.field(scope, input, "MaxConcurrency")) ?? 0;
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 0)
    throw runtimeError(
      `Expected a non-negative integer for MaxConcurrency, but got ${JSON.stringify(asked)}`,
    );
  return asked === 0 ? INLINE_MAP_CONCURRENCY : Math.min(asked, INLINE_MAP_CONCURRENCY);
}

function notAnArray({ ItemsPath, Items }: State): string {
  if (Items !== undefined) return "The field 'Items' must come to an array.";
  return `Reference path "${ItemsPath ?? "$"}" must point to array.`;
}

/** The error and the cause, as far as there are. */
export function told(error: string | undefined, cause: string | undefined): JsonObject {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
