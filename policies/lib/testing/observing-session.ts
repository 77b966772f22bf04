import type { ReportViolation } from "@pulumi/policy";
import type { Rule } from "../rule.ts";
import { Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { Verdict } from "../verdict.ts";

/** Lets a test see what a rule decided, not only what it reported: a rule that never ran reports nothing too. */
export class ObservingSession extends Session {
  readonly verdicts: Verdict[] = [];
  readonly messages: string[] = [];
  readonly urns: string[] = [];

  constructor(rule: Rule, settings: Partial<Settings> = {}) {
    super([rule]);
    this.configure(settings);
  }

  /** What the SDK hands to policies. A rule's finding comes as an object, below the rule's title. */
  readonly report = ((violation: string | { readonly message: string; readonly urn: string }) => {
    if (typeof violation === "string") throw new Error(`not by a rule: ${violation}`);
    this.messages.push(violation.message.split("\n").slice(1).join("\n"));
    this.urns.push(violation.urn);
  }) as unknown as ReportViolation;

  override record(
    rule: Rule,
    resource: { readonly urn: string; readonly name: string },
    verdict: Verdict,
    reportViolation: ReportViolation,
  ): void {
    this.verdicts.push(verdict);
    super.record(rule, resource, verdict, reportViolation);
  }

  get outcomes(): string[] {
    return [...new Set(this.verdicts.map(({ outcome }) => outcome))].sort();
  }

  get findingIds(): string[] {
    return this.verdicts.flatMap(({ findings }) => findings.map(({ id }) => id ?? "")).sort();
  }
}
