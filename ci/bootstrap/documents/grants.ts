import { LIVES } from "../lives/index.ts";
import type { Phase } from "../lives/life.ts";
import type { Scope } from "../lives/scopes.ts";
import type { Place } from "../place.ts";
import type { Statement } from "./policy.ts";

/** Actions on what they are allowed on. */
export interface Granted {
  readonly on: Scope;
  readonly actions: readonly string[];
}

/** What the lives of all types need in these phases. */
export function livesIn(phases: readonly Phase[]): readonly Granted[] {
  return Object.values(LIVES)
    .flat()
    .map((need) => ({ on: need.on, actions: phases.flatMap((phase) => need[phase] ?? []) }));
}

/** One statement for each scope, with its actions once and in order. */
export function statementsOf(granted: readonly Granted[], place: Place): readonly Statement[] {
  const bySid = Map.groupBy(granted, ({ on }) => on.sid);
  return [...bySid]
    .map(([Sid, grants]) => ({ Sid, scope: scopeOf(grants, place), Action: actionsOf(grants) }))
    .filter(({ Action }) => Action.length > 0)
    .map(({ Sid, scope, Action }): Statement => ({ Sid, Effect: "Allow", Action, ...scope }))
    .sort((a, b) => (a.Sid < b.Sid ? -1 : 1));
}

function actionsOf(granted: readonly Granted[]): readonly string[] {
  return [...new Set(granted.flatMap(({ actions }) => actions))].sort();
}

/** @throws {Error} when scopes of one name are different ones */
function scopeOf(granted: readonly Granted[], place: Place): Pick<Statement, "Resource" | "Condition"> {
  const [scope, ...others] = granted.map(({ on }) => {
    const Condition = on.conditions?.(place);
    return { Resource: on.resources(place), ...(Condition && { Condition }) };
  });
  for (const other of others)
    if (JSON.stringify(other) !== JSON.stringify(scope))
      throw new Error(`Two different scopes are named ${granted[0]?.on.sid}.`);
  return scope ?? { Resource: [] };
}
