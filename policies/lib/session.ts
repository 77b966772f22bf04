import { isDeepStrictEqual } from "node:util";
import type { ReportViolation } from "@pulumi/policy";
import { covers, type Exemption, invalidity, names } from "./exemptions.ts";
import { isGraphRule, judges, type PolicyResource, type Rule } from "./rule.ts";
import { readSettings, type Settings } from "./settings.ts";
import { settingsProblems, withoutProblems } from "./settings-problems.ts";
import type { Verdict } from "./verdict.ts";
import { reportFinding } from "./violation.ts";

/** What one run of the pack knows: its rules, the stack's settings, and what was decided. */
export class Session {
  readonly rules: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Rule>;
  readonly #today: string;
  readonly #used = new Set<Exemption>();
  /** Decisions left open, each with the setting that would let it be made, if there is one. */
  readonly #undetermined = new Map<string, string | undefined>();
  /** The resources that rules have judged by themselves: an update of some targets leaves the others out. */
  readonly #judged = new Set<string>();
  #config: object = {};
  #settings: Settings = readSettings({});
  #valid: readonly Exemption[] = [];

  constructor(rules: readonly Rule[], today = new Date()) {
    this.rules = rules;
    this.#byId = new Map(rules.map((rule) => [rule.id, rule]));
    this.#today = today.toISOString().slice(0, 10);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Takes the stack's settings, which the SDK hands over anew with each resource. */
  configure(config: Partial<Settings>): void {
    if (isDeepStrictEqual(config, this.#config)) return;
    this.#config = config;
    this.#settings = readSettings(withoutProblems(config));
    this.#valid = this.#settings.exemptions.filter((exemption) => this.#invalidity(exemption) === undefined);
    this.#used.clear();
  }

  /** Keeps count of a verdict and reports what is not exempted, each finding under its rule's name and level. */
  record(
    rule: Rule,
    resource: { readonly urn: string; readonly name: string },
    verdict: Verdict,
    reportViolation: ReportViolation,
  ): void {
    const decision = decisionOf(rule, resource);
    if (verdict.outcome === "undetermined") this.#undetermined.set(decision, verdict.settledBy);
    else this.#undetermined.delete(decision);
    if (!isGraphRule(rule)) this.#judged.add(resource.urn);
    for (const finding of verdict.findings) {
      const exemption = this.#valid.find((each) => covers(each, rule.id, resource, finding.id));
      if (exemption === undefined)
        reportFinding(reportViolation, rule, resource.urn, finding, this.#settings);
      else this.#used.add(exemption);
    }
  }

  /** What is wrong with the stack's configuration itself, once all rules have run on all of the stack's resources. */
  problems(resources: readonly Pick<PolicyResource, "type" | "name" | "urn">[]): string[] {
    const ofExemptions = this.#settings.exemptions.flatMap((exemption) => {
      const reason =
        this.#invalidity(exemption) ?? (this.#isUnused(exemption, resources) ? UNUSED : undefined);
      if (reason === undefined) return [];
      const { rule, resource, finding } = exemption;
      const what = `${rule}${finding === undefined ? "" : `[${finding}]`} for ${resource}`;
      return [`The exemption from ${what} does not count: ${reason}.`];
    });
    return [...settingsProblems(this.#config, this.#byId), ...ofExemptions];
  }

  /** One line on what could not be decided yet; undefined when everything was. */
  get openDecisions(): string | undefined {
    const count = this.#undetermined.size;
    if (count === 0) return undefined;
    const settings = [...this.#undetermined.values()].filter((setting) => setting !== undefined);
    const settled = [...new Set(settings)].map(
      (name) =>
        ` The setting ${name} would decide ${settings.filter((each) => each === name).length} of them.`,
    );
    return `${count} decision${count === 1 ? "" : "s"} left open: the values are only known after the deployment.${settled.join("")}`;
  }

  #invalidity(exemption: Exemption): string | undefined {
    return invalidity(exemption, this.#byId, this.#today);
  }

  /** Whether the rule has found nothing there, for sure. */
  #isUnused(exemption: Exemption, resources: Parameters<Session["problems"]>[0]): boolean {
    const rule = this.#byId.get(exemption.rule);
    if (rule === undefined || this.#used.has(exemption)) return false;
    return resources
      .filter((resource) => judges(rule, resource) && names(exemption, resource))
      .every(
        (resource) =>
          !this.#undetermined.has(decisionOf(rule, resource)) &&
          (isGraphRule(rule) || this.#judged.has(resource.urn)),
      );
  }
}

function decisionOf({ id }: Rule, { urn }: { readonly urn: string }): string {
  return `${id} ${urn}`;
}

const UNUSED = "the rule finds nothing there that it covers; take it away";
