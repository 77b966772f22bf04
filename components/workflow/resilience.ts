import { ConfigError } from "../core/errors.ts";
import type { Catcher, State, States, Task } from "./definition.ts";

/**
 * Holds every task to what its type can't say: that some error is tried again, and that none ends the execution with
 * nothing undone and nobody told.
 * @throws {ConfigError} naming the first state that does not hold
 */
export function assertResilient(machine: string, { States }: States): void {
  for (const [name, state] of Object.entries(States)) {
    if (state.Type === "Task") assertTask(`${machine}: the task ${name}`, state);
    for (const inner of innerOf(state)) assertResilient(machine, inner);
  }
}

function innerOf(state: State): readonly States[] {
  if (state.Type === "Parallel") return state.Branches;
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}

/** A definition that was not written in TypeScript has whatever it has. */
function assertTask(task: string, { TimeoutSeconds, Retry, Catch }: Partial<Task>): void {
  if (TimeoutSeconds === undefined) throw new ConfigError(`${task} may take a year. Give it TimeoutSeconds.`);
  const tried = (Retry ?? []).filter(({ MaxAttempts }) => MaxAttempts !== 0);
  if (tried.length === 0)
    throw new ConfigError(`${task} is never tried again. Give it a Retry with backoff and jitter.`);
  if (tried.some((retrier) => !("JitterStrategy" in retrier) || retrier.JitterStrategy !== "FULL"))
    throw new ConfigError(
      `${task} is tried again at the same moment as all others that failed with it. Give each of its retriers JitterStrategy 'FULL'.`,
    );
  if (!catchesAll(Catch))
    throw new ConfigError(
      `${task} has errors that end the execution there. Let the last catcher of its Catch be one for 'States.ALL'.`,
    );
}

function catchesAll(catchers: readonly Catcher[] = []): boolean {
  return catchers.at(-1)?.ErrorEquals.includes("States.ALL") === true;
}
