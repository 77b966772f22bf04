import type { Rule } from "./rule.ts";

/** What a violation does to a deployment. No stack switches a rule off; it exempts what it has reasons for. */
export type Level = "advisory" | "mandatory";

/** Levels by rule or by severity; the rule's own counts before its severity's. */
export type Levels = Readonly<Record<string, Level>>;

/** Unless the stack says otherwise, only trifles let a deployment pass. */
export function levelOf({ id, severity }: Pick<Rule, "id" | "severity">, levels: Levels = {}): Level {
  return levels[id] ?? levels[severity] ?? (severity === "low" ? "advisory" : "mandatory");
}
