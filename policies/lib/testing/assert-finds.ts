import assert from "node:assert/strict";
import type { Rule } from "../rule.ts";
import type { ObservingSession } from "./observing-session.ts";
import { proveType } from "./proofs.ts";

/** Holds a rule to having found something, said in sentences below its id, and to not having failed itself. */
export function assertFinds(rule: Rule, session: ObservingSession): void {
  assert.notDeepEqual(session.messages, []);
  for (const message of session.messages)
    assert.match(message, new RegExp(`^${rule.id}(\\[[^\\]]+\\])?: [^ ].*\\.$`, "s"));
  assertHasNotFailed(session);
  for (const urn of session.urns) proveType(rule, urn.split("::")[2] ?? "");
}

export function assertHasNotFailed({ findingIds, messages }: ObservingSession, of: unknown = ""): void {
  assert.ok(!findingIds.includes("rule-error"), `${messages} ${JSON.stringify(of)}`);
}
