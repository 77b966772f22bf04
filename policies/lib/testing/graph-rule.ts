import assert from "node:assert/strict";
import type { StackValidationArgs } from "@pulumi/policy";
import type { GraphRule } from "../rule.ts";
import type { Settings } from "../settings.ts";
import { stackPolicy } from "../stack-policy.ts";
import { assertFinds, assertHasNotFailed } from "./assert-finds.ts";
import { withJunk } from "./junk.ts";
import { ObservingSession } from "./observing-session.ts";
import { withOneFieldOf } from "./one-field.ts";
import { prove } from "./proofs.ts";
import { argsOf, type FixtureResource, referencesIn, type Stage } from "./stack-fixture.ts";

export { type FixtureResource, json, ref, resource } from "./stack-fixture.ts";

/** How a case differs from the good stack. */
export interface StackChange {
  /** Properties to change, by the resource's name; `undefined` takes one away. */
  readonly set?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly without?: readonly string[];
  readonly plus?: readonly FixtureResource[];
  readonly settings?: Partial<Settings>;
  /** The names of exactly the resources that there have to be findings on. */
  readonly on?: readonly string[];
}

export interface GraphRuleFixtures {
  /** A stack that the rule passes. */
  readonly good: readonly FixtureResource[];
  /** There has to be one field, or one resource, which heals it when it is as in a stack without fault. */
  readonly bad: Readonly<Record<string, StackChange>>;
  /** Stacks that look bad and are not. There has to be one field, or one resource, which spoils it as in a bad one. */
  readonly nearMisses: Readonly<Record<string, StackChange>>;
  readonly notApplicable?: Readonly<Record<string, StackChange>>;
}

/** The tests that every rule on a stack has: deployed, and at preview, where what resources refer to is unknown. */
export function describeGraphRule(
  rule: GraphRule,
  { good, bad, nearMisses, notApplicable = {} }: GraphRuleFixtures,
): void {
  const stacks = (cases: Readonly<Record<string, StackChange>>) =>
    Object.values(cases).map((change) => stackOf(good, change));
  const faultless = [stackOf(good, {}), ...stacks(nearMisses), ...stacks(notApplicable)];
  const faulty = stacks(bad);
  const found = ({ resources, settings }: Stack) =>
    run(rule, Object.values(resources), settings).messages.length;

  describe(`rule ${rule.id}`, () => {
    it("passes the good stack", () => {
      const { outcomes, messages } = run(rule, good);
      assert.deepEqual(messages, []);
      assert.ok(outcomes.includes("pass"), `it only was ${outcomes.join(" and ")}`);
      prove(rule, "good");
    });

    for (const [name, change] of Object.entries(bad)) {
      it(`finds: ${name}`, () => {
        const session = run(rule, changed(good, change), change.settings);
        assertFinds(rule, session);
        const on = [...new Set(session.urns.map((urn) => urn.split("::").at(-1)))].sort();
        if (change.on !== undefined) assert.deepEqual(on, [...change.on].sort());
        assert.ok(
          oneFieldAway(stackOf(good, change), faultless).some((other) => found(other) === 0),
          "no change of one field heals it",
        );
        prove(rule, "bad");
      });
    }

    for (const [name, change] of Object.entries(nearMisses)) {
      it(`passes: ${name}`, () => {
        const stack = changed(good, change);
        const { messages, outcomes } = run(rule, stack, change.settings);
        assert.deepEqual(messages, []);
        assert.ok(outcomes.includes("pass"), `it only was ${outcomes.join(" and ")}`);
        assert.deepEqual(run(rule, stack, change.settings, "preview").messages, []);
        assert.ok(
          oneFieldAway(stackOf(good, change), faulty).some((other) => found(other) > 0),
          "no change of one field spoils it",
        );
        prove(rule, "near miss");
      });
    }

    for (const [name, change] of Object.entries(notApplicable)) {
      it(`has nothing to say: ${name}`, () => {
        const { messages, outcomes } = run(rule, changed(good, change), change.settings);
        assert.deepEqual(messages, []);
        assert.ok(
          outcomes.every((outcome) => outcome === "not-applicable"),
          outcomes.join(" and "),
        );
        prove(rule, "not applicable");
      });
    }

    it("passes over resources of other types", () => {
      const args = argsOf(good, "deployed");
      const resources = args.resources.map((each) => ({ ...each, type: "aws:other/other:Other" }));
      assert.deepEqual(judge(rule, { ...args, resources }).outcomes, []);
      prove(rule, "not applicable");
    });

    it("neither throws nor fails at preview, and with nothing known at all", () => {
      for (const stage of ["preview", "all unknown", "unknown properties missing"] as const) {
        const { messages, outcomes } = run(rule, good, {}, stage);
        assert.deepEqual(messages, [], stage);
        assert.ok(outcomes.length > 0, stage);
      }
      prove(rule, "unknown");
    });

    it("does not fail itself for what no provider would take", () => {
      const args = argsOf(good, "deployed");
      for (const subject of args.resources) {
        for (const props of withJunk(subject.props)) {
          if (typeof props !== "object" || props === null || Array.isArray(props)) continue;
          const resources = args.resources.map((each) => (each === subject ? { ...each, props } : each));
          assertHasNotFailed(judge(rule, { ...args, resources }), [subject.name, props]);
        }
      }
    });
  });
}

interface Stack {
  readonly resources: Readonly<Record<string, FixtureResource>>;
  readonly settings: Partial<Settings>;
}

function stackOf(good: readonly FixtureResource[], change: StackChange): Stack {
  const resources = Object.fromEntries(changed(good, change).map((each) => [each.name, each]));
  return { resources, settings: change.settings ?? {} };
}

/** The stack with one field, or one resource, as one of the others has it, where what refers to it is still whole. */
function oneFieldAway(stack: Stack, others: readonly Stack[]): Stack[] {
  return others
    .flatMap((other) => [...withOneFieldOf(stack, other)])
    .map(({ resources, settings }) => ({ resources: present(resources), settings }))
    .filter(({ resources }) =>
      referencesIn(Object.values(resources)).every((name) => resources[name] !== undefined),
    );
}

function present(resources: Stack["resources"]): Stack["resources"] {
  return Object.fromEntries(Object.entries(resources).filter(([, each]) => each !== undefined));
}

function changed(good: readonly FixtureResource[], change: StackChange): FixtureResource[] {
  const { set = {}, without = [], plus = [] } = change;
  for (const name of [...Object.keys(set), ...without])
    assert.ok(
      good.some((each) => each.name === name),
      `the good stack has no ${name}`,
    );
  const kept = good.filter(({ name }) => !without.includes(name));
  return [...kept.map((each) => ({ ...each, props: { ...each.props, ...set[each.name] } })), ...plus];
}

function run(
  rule: GraphRule,
  resources: readonly FixtureResource[],
  settings: Partial<Settings> = {},
  stage: Stage = "deployed",
): ObservingSession {
  return judge(rule, argsOf(resources, stage), settings);
}

function judge(
  rule: GraphRule,
  args: StackValidationArgs,
  settings: Partial<Settings> = {},
): ObservingSession {
  const session = new ObservingSession(rule, settings);
  void stackPolicy(session, () => {}).validateStack(args, session.report);
  return session;
}
