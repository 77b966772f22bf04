import { isObject, type Json, type JsonObject } from "../language/json.ts";
import type { Findings } from "./diagnostic.ts";

/** Where a state may go, each with where that is said. */
function* targets(state: Json, location: string): Iterable<readonly [name: string, location: string]> {
  if (!isObject(state)) return;
  if (typeof state.Next === "string") yield [state.Next, `${location}/Next`];
  if (typeof state.Default === "string") yield [state.Default, `${location}/Default`];
  for (const list of ["Choices", "Catch"])
    for (const [index, rule] of (Array.isArray(state[list]) ? state[list] : []).entries())
      if (isObject(rule) && typeof rule.Next === "string")
        yield [rule.Next, `${location}/${list}[${index}]/Next`];
}

/** That every state is reached, every target is there, and there is an end. */
export function checkTransitions(machine: JsonObject, location: string, findings: Findings): void {
  const states = machine.States as JsonObject;
  const there = (name: string) => Object.hasOwn(states, name);
  const missing = (name: string, at: string) =>
    findings.add("MISSING_TRANSITION_TARGET", at, `Missing 'Next' target: ${name}`);
  const { StartAt: start } = machine;
  if (typeof start === "string" && !there(start)) missing(start, `${location}/StartAt`);
  for (const [name, state] of Object.entries(states))
    for (const [target, at] of targets(state, `${location}/States/${name}`))
      if (!there(target)) missing(target, at);
  const ends = Object.values(states).some(
    (state) => isObject(state) && (state.End === true || state.Type === "Succeed" || state.Type === "Fail"),
  );
  if (!ends) {
    findings.add("MISSING_END_STATE", undefined, "Workflow has no terminal state");
    return;
  }
  if (typeof start !== "string") return;
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !there(name)) continue;
    reached.add(name);
    for (const [target] of targets(states[name] as Json, "")) open.push(target);
  }
  for (const name of Object.keys(states))
    if (!reached.has(name))
      findings.add(
        "MISSING_TRANSITION_TARGET",
        `${location}/States/${name}`,
        `State "${name}" is not reachable.`,
      );
}
