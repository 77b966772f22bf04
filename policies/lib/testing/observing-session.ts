import type { Rule } from "../rule.ts";
import { Session } from "../session.ts";
import type { Verdict } from "../verdict.ts";

/** Lets a test see what a rule decided, not only what it reported: a rule that never ran reports nothing too. */
export class ObservingSession extends Session {
  readonly verdicts: Verdict[] = [];

  override record(
    rule: Rule,
    resource: { readonly urn: string; readonly name: string },
    verdict: Verdict,
  ): string[] {
    this.verdicts.push(verdict);
    return super.record(rule, resource, verdict);
  }

  get outcomes(): string[] {
    return [...new Set(this.verdicts.map(({ outcome }) => outcome))].sort();
  }

  get findingIds(): string[] {
    return this.verdicts.flatMap(({ findings }) => findings.map(({ id }) => id ?? "")).sort();
  }
}
