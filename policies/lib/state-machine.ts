/** A state of a definition in the Amazon States Language, as far as rules look at it. */
export interface State {
  readonly Type?: unknown;
  readonly Resource?: unknown;
  readonly Retry?: unknown;
  readonly Catch?: unknown;
  readonly Branches?: unknown;
  readonly ItemProcessor?: unknown;
  readonly Iterator?: unknown;
}

interface Task {
  readonly name: string;
  readonly state: State;
  /** Whether a state around it catches what it throws. */
  readonly caught: boolean;
}

/** Every task of a definition, those in maps and branches included. */
export function tasksOf(definition: unknown, caught = false): readonly Task[] {
  const { States } = partsOf(definition);
  return Object.entries(partsOf(States)).flatMap(([name, content]) => {
    const state: State = partsOf(content);
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    const catches = caught || isFilledList(state.Catch);
    return [
      ...(state.Type === "Task" ? [{ name, state, caught }] : []),
      ...[...branches, state.ItemProcessor, state.Iterator].flatMap((each) => tasksOf(each, catches)),
    ];
  });
}

/** Whether some of what fails is tried again: a retrier with `MaxAttempts` 0 says that it is not. */
export function retries({ Retry }: State): boolean {
  return Array.isArray(Retry) && Retry.some((retrier) => partsOf(retrier).MaxAttempts !== 0);
}

export function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
