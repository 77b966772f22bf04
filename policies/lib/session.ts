import type { Rule } from "./rule.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";
import type { Verdict } from "./verdict.ts";

/** What one run of the pack knows: the stack's settings, and what its rules decided. */
export class Session {
  settings: Settings = DEFAULT_SETTINGS;
  /** Decisions left open until values are known. */
  undetermined = 0;

  /** Keeps count of a verdict. Returns what has to be reported, one message a finding. */
  record(rule: Rule, _resource: { readonly urn: string; readonly name: string }, verdict: Verdict): string[] {
    if (verdict.outcome === "undetermined") this.undetermined += 1;
    return verdict.findings.map(
      ({ id, message }) => `${rule.id}${id === undefined ? "" : `[${id}]`}: ${message}`,
    );
  }
}
