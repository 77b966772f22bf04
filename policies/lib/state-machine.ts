/** A state of a definition in the Amazon States Language, as far as rules look at it. */
export interface State {
  readonly Type?: string;
  readonly Resource?: unknown;
  readonly Retry?: unknown;
  readonly Catch?: unknown;
  readonly Branches?: readonly Definition[];
  readonly ItemProcessor?: Definition;
  readonly Iterator?: Definition;
}

interface Definition {
  readonly States?: Readonly<Record<string, State>>;
}

interface Task {
  readonly name: string;
  readonly state: State;
  /** Whether a state around it catches what it throws. */
  readonly caught: boolean;
}

/** Every task of a definition, those in maps and branches included. */
export function tasksOf(definition: unknown, caught = false): readonly Task[] {
  const { States: states = {} } = (definition ?? {}) as Definition;
  return Object.entries(states).flatMap(([name, state]) => {
    const inner = [...(state.Branches ?? []), state.ItemProcessor ?? {}, state.Iterator ?? {}];
    const catches = caught || (Array.isArray(state.Catch) && state.Catch.length > 0);
    return [
      ...(state.Type === "Task" ? [{ name, state, caught }] : []),
      ...inner.flatMap((each) => tasksOf(each, catches)),
    ];
  });
}
