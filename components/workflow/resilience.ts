import { ConfigError } from "../core/errors.ts";
import type { Catcher, State, States, Task } from "./definition.ts";

/**
 * Holds every task to what its type can't say: that some error is tried again, and that none ends the execution with
 * nothing undone and nobody told.
 *
 * @param parking names of the tasks that undo, or can't be undone: an execution may end in them, to be redriven
 * @throws {ConfigError} naming the first state that does not hold
 */
export function assertResilient(machine: string, states: States, parking: readonly string[] = []): void {
  const tasks = tasksOf(states);
  for (const name of parking)
    if (!tasks.some(([task]) => task === name))
      throw new ConfigError(`${machine}: there is no task ${name} for an execution to end in.`);
  for (const [name, task] of tasks) assertTask(`${machine}: the task ${name}`, task, parking.includes(name));
}

function tasksOf({ States }: States): readonly (readonly [name: string, Task])[] {
  return Object.entries(States).flatMap(([name, state]) =>
    state.Type === "Task" ? [[name, state] as const] : innerOf(state).flatMap(tasksOf),
  );
}

function innerOf(state: State): readonly States[] {
  if (state.Type === "Parallel") return state.Branches;
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}

/** A definition that was not written in TypeScript has whatever it has. */
function assertTask(task: string, { TimeoutSeconds, Retry, Catch }: Partial<Task>, parks: boolean): void {
  if (TimeoutSeconds === undefined) throw new ConfigError(`${task} may take a year. Give it TimeoutSeconds.`);
  const tried = (Retry ?? []).filter(({ MaxAttempts }) => MaxAttempts !== 0);
  if (tried.length === 0)
    throw new ConfigError(`${task} is never tried again. Give it a Retry with backoff and jitter.`);
  if (tried.some((retrier) => !("JitterStrategy" in retrier) || retrier.JitterStrategy !== "FULL"))
    throw new ConfigError(
      `${task} is tried again at the same moment as all others that failed with it. Give each of its retriers JitterStrategy 'FULL'.`,
    );
  if (parks && Catch !== undefined)
    throw new ConfigError(
      `${task} is one that an execution may end in, and catches errors. Take it out of parkingTasks, or its Catch away.`,
    );
  if (!parks && !catchesAll(Catch))
    throw new ConfigError(
      `${task} has errors that end the execution there. Let the last catcher of its Catch be one for 'States.ALL'.`,
    );
}

function catchesAll(catchers: readonly Catcher[] = []): boolean {
  return catchers.at(-1)?.ErrorEquals.includes("States.ALL") === true;
}
