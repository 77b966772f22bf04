import assert from "node:assert/strict";
import { listedPolicy } from "../listed-policy.ts";
import { resourcePolicy } from "../resource-policy.ts";
import { EVERY_TYPE, type ResourceRule } from "../rule.ts";
import { assertFinds, assertHasNotFailed } from "./assert-finds.ts";
import { withJunk } from "./junk.ts";
import { ObservingSession } from "./observing-session.ts";
import { withOneFieldOf } from "./one-field.ts";
import { prove } from "./proofs.ts";
import { argsOf, type Circumstances } from "./resource-args.ts";
import { allUnknown, UNKNOWN_STRING } from "./unknown.ts";

type Properties<Args> = { readonly [Key in keyof Args]?: Args[Key] | undefined };

/** What a case has besides its properties. */
interface CaseCircumstances extends Circumstances {
  /** The ids of exactly the findings there have to be. */
  readonly findings?: readonly string[];
  /** Whether everything of its type is at fault, so that no field can heal it. */
  readonly byType?: true;
}

class Case<Args> {
  readonly changes: Properties<Args>;
  readonly circumstances: CaseCircumstances;

  constructor(changes: Properties<Args>, circumstances: CaseCircumstances) {
    this.changes = changes;
    this.circumstances = circumstances;
  }
}

/** A case that differs in more than its properties, or says which findings it expects. */
export function given<Args>(changes: Properties<Args>, circumstances: CaseCircumstances): Case<Args> {
  return new Case(changes, circumstances);
}

/** A value as a program has it that takes it from its configuration, where all is text. */
export function asText<Value>(value: Value): Value {
  return String(value) as Value;
}

type Cases<Args> = Readonly<Record<string, Properties<Args> | Case<Args>>>;

export interface ResourceRuleFixtures<Args> {
  /** Properties that the rule passes, with what decides set. */
  readonly good: Args | Case<Args>;
  /**
   * Changes of `good` that the rule has to find; `undefined` takes a property away. There has to be one field which
   * heals it when it is as in the good one, or in another case without fault.
   */
  readonly bad: Cases<Args>;
  /**
   * Changes of `good` that look bad and are not: of what some bad one changes too. There has to be one field which
   * spoils it when it is as in a bad one.
   */
  readonly nearMisses: Cases<Args>;
  /** Changes of `good` that put the resource out of the rule's reach. */
  readonly notApplicable?: Cases<Args>;
  /** The type of the fixtures; the first of the rule's when absent. */
  readonly type?: string;
  /** Other types of the rule that have the same properties: what is bad is so there too. */
  readonly alsoOn?: readonly string[];
}

/**
 * The tests that every rule for single resources has: through the policies that the SDK runs, so that a rule which
 * never ran fails them.
 */
export function describeRule<Args extends object = Record<string, unknown>>(
  rule: ResourceRule,
  fixtures: ResourceRuleFixtures<Args>,
): void {
  const ordinary =
    fixtures.good instanceof Case ? fixtures.good : given(fixtures.good as Properties<Args>, {});
  const fixtureType = fixtures.type ?? rule.types[0] ?? "";
  const caseOf = (change: Properties<Args> | Case<Args>): Case<Args> => {
    const { changes, circumstances } = change instanceof Case ? change : given(change, {});
    return given({ ...ordinary.changes, ...changes }, { ...ordinary.circumstances, ...circumstances });
  };
  const run = ({ changes, circumstances }: Case<Args>) =>
    runRule(rule, changes, { type: fixtureType, ...circumstances });
  const all = (cases: Cases<Args> = {}) =>
    Object.entries(cases).map(([name, change]) => [name, caseOf(change)] as const);
  const bad = all(fixtures.bad);
  const nearMisses = all(fixtures.nearMisses);
  const notApplicable = all(fixtures.notApplicable);
  const faultless = [ordinary, ...[...nearMisses, ...notApplicable].map(([, each]) => each)];
  const faulty = bad.map(([, each]) => each);
  const changedByBad = new Set(Object.values(fixtures.bad).flatMap(changedBy));

  describe(`rule ${rule.id}${fixtures.type === undefined ? "" : ` on ${fixtures.type}`}`, () => {
    it("passes the good one", () => {
      const { outcomes, messages } = run(ordinary);
      assert.deepEqual(messages, []);
      assert.deepEqual(outcomes, ["pass"]);
      prove(rule, "good");
    });

    for (const [name, each] of bad) {
      it(`finds: ${name}`, () => {
        const session = run(each);
        assertFinds(rule, session);
        const { findings, byType } = each.circumstances;
        if (findings !== undefined) assert.deepEqual(session.findingIds, [...findings].sort());
        const heals = oneFieldAway(each, faultless).some((other) => run(other).messages.length === 0);
        assert.equal(heals, byType !== true, heals ? "a field heals it" : "no change of one field heals it");
        prove(rule, "bad");
      });
    }

    for (const type of fixtures.alsoOn ?? []) {
      it(`finds the same on ${type}`, () => {
        for (const [, each] of bad) {
          if (each.circumstances.type !== undefined) continue;
          const session = run(given(each.changes, { ...each.circumstances, type }));
          assertFinds(rule, session);
          assert.deepEqual(session.findingIds, run(each).findingIds);
        }
      });
    }

    for (const [name, each] of nearMisses) {
      it(`passes: ${name}`, () => {
        const { outcomes, messages } = run(each);
        assert.deepEqual(messages, []);
        assert.deepEqual(outcomes, ["pass"]);
        assert.ok(
          changedBy(fixtures.nearMisses[name] ?? {}).some((key) => changedByBad.has(key)),
          "it changes nothing that a bad one changes",
        );
        assert.ok(
          oneFieldAway(each, faulty).some((other) => run(other).messages.length > 0),
          "no change of one field spoils it",
        );
        prove(rule, "near miss");
      });
    }

    for (const [name, each] of notApplicable) {
      it(`has nothing to say: ${name}`, () => {
        const { outcomes, messages } = run(each);
        assert.deepEqual(messages, []);
        assert.deepEqual(outcomes, ["not-applicable"]);
        prove(rule, "not applicable");
      });
    }

    if (!rule.types.includes(EVERY_TYPE)) {
      it("passes over resources of other types", () => {
        assert.deepEqual(run(given(ordinary.changes, { type: "aws:other/other:Other" })).outcomes, []);
        prove(rule, "not applicable");
      });
    }

    it("neither throws nor fails while values are unknown: all of them, and each by itself", () => {
      const { changes, circumstances } = ordinary;
      const unknown = [
        allUnknown(changes),
        ...Object.keys(changes).map((key) => ({ ...changes, [key]: UNKNOWN_STRING })),
      ];
      for (const props of unknown) {
        const { messages, outcomes } = run(given(props as Properties<Args>, circumstances));
        assert.deepEqual(messages, [], JSON.stringify(props));
        assert.equal(outcomes.length, 1);
      }
      prove(rule, "unknown");
    });

    it("does not fail itself for what no provider would take", () => {
      for (const { changes, circumstances } of [ordinary, ...bad.map(([, each]) => each)]) {
        for (const props of withJunk(changes)) {
          if (typeof props !== "object" || props === null || Array.isArray(props)) continue;
          assertHasNotFailed(run(given(props as Properties<Args>, circumstances)), props);
        }
      }
    });

    if (rule.remediate !== undefined) {
      it("passes what it has remediated", () => {
        assert.ok(bad.length > 0);
        for (const [, { changes, circumstances }] of bad) {
          const remediated = remediate(rule, changes, { type: fixtureType, ...circumstances });
          assert.deepEqual(run(given(remediated as Properties<Args>, circumstances)).messages, []);
        }
        const untouched = remediate(rule, ordinary.changes, { type: fixtureType, ...ordinary.circumstances });
        assert.equal(untouched, undefined);
      });
    }
  });
}

/** The properties and circumstances that a case changes. */
function changedBy<Args>(change: Properties<Args> | Case<Args>): string[] {
  if (!(change instanceof Case)) return Object.keys(change);
  return [...Object.keys(change.changes), ...Object.keys(change.circumstances)];
}

/**
 * The case with one field as one of the others has it. Its type is no field: what another case has, it would have as
 * a resource of this type.
 */
function oneFieldAway<Args>(subject: Case<Args>, others: readonly Case<Args>[]): Case<Args>[] {
  const { findings: _, type, ...own } = subject.circumstances;
  return others
    .flatMap(({ changes, circumstances: { findings: _, type: __, ...theirs } }) => [
      ...withOneFieldOf(given(subject.changes, own), given(changes, theirs)),
    ])
    .map(({ changes, circumstances }) =>
      given(changes, type === undefined ? circumstances : { ...circumstances, type }),
    );
}

function runRule(rule: ResourceRule, props: object, circumstances: Circumstances): ObservingSession {
  const session = new ObservingSession(rule, circumstances.settings);
  const { validateResource } = resourcePolicy(session);
  assert.ok(typeof validateResource === "function");
  void validateResource(argsOf(props, circumstances), session.report);
  return session;
}

function remediate(rule: ResourceRule, props: object, circumstances: Circumstances): unknown {
  const policy = listedPolicy(rule, new ObservingSession(rule, circumstances.settings));
  assert.ok("remediateResource" in policy);
  return policy.remediateResource?.(argsOf(props, circumstances));
}
