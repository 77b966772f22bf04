import assert from "node:assert/strict";
import type { PolicyResource, StackValidationArgs } from "@pulumi/policy";
import type { GraphRule } from "../rule.ts";
import type { Settings } from "../settings.ts";
import { stackPolicy } from "../stack-policy.ts";
import { withJunk } from "./junk.ts";
import { outputsOf } from "./made-up-outputs.ts";
import { ObservingSession } from "./observing-session.ts";
import { withOneFieldOf } from "./one-field.ts";
import { prove } from "./proofs.ts";
import { allUnknown, asSent, UNKNOWN_STRING } from "./unknown.ts";

/** An output of another resource of the fixture, as the program would put it into a property. */
class Reference {
  readonly name: string;
  readonly output: string;

  constructor(name: string, output: string) {
    this.name = name;
    this.output = output;
  }
}

/** Text that is JSON, such as a policy, and may hold references. */
class JsonText {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export function ref(name: string, output = "arn"): Reference {
  return new Reference(name, output);
}

/** `pulumi.jsonStringify`: one output, unknown as a whole while anything in it is. */
export function json(value: unknown): JsonText {
  return new JsonText(value);
}

export interface FixtureResource {
  readonly type: string;
  readonly name: string;
  /** Inputs, and outputs that matter; `arn`, `id`, `name` and a queue's `url` are there by themselves. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
}

export function resource(
  type: string,
  name: string,
  props: Readonly<Record<string, unknown>> = {},
): FixtureResource {
  return { type, name, props };
}

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
        const { messages, urns, findingIds } = run(rule, changed(good, change), change.settings);
        assert.notDeepEqual(messages, []);
        for (const message of messages)
          assert.match(message, new RegExp(`^${rule.id}(\\[[^\\]]+\\])?: [^ ].*\\.$`, "s"));
        assert.ok(!findingIds.includes("rule-error"), messages.join());
        const on = [...new Set(urns.map((urn) => urn.split("::").at(-1)))].sort();
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
          const { findingIds, messages } = judge(rule, { ...args, resources });
          assert.ok(
            !findingIds.includes("rule-error"),
            `${messages} ${subject.name} ${JSON.stringify(props)}`,
          );
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

type Stage = "deployed" | "preview" | "all unknown" | "unknown properties missing";

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

function argsOf(fixtures: readonly FixtureResource[], stage: Stage): StackValidationArgs {
  const outputs = new Map(fixtures.map((each) => [each.name, outputsOf(each)]));
  assert.equal(outputs.size, fixtures.length, "the names of a fixture's resources have to differ");
  const resources = fixtures.map((fixture): PolicyResource => {
    const known = Object.fromEntries(
      Object.entries(fixture.props).map(([key, value]) => [key, resolved(value, outputs)]),
    );
    return {
      type: fixture.type,
      name: fixture.name,
      urn: urnOf(fixture),
      props: asSent(propsAt(stage, fixture, { ...outputs.get(fixture.name), ...known })),
      opts: {
        protect: fixture.protect ?? false,
        ignoreChanges: [],
        aliases: [],
        additionalSecretOutputs: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      },
      dependencies: [],
      propertyDependencies: {},
      isType: () => false,
      asType: () => undefined,
    };
  });
  const byName = new Map(resources.map((each) => [each.name, each]));
  for (const { name, props } of fixtures) {
    for (const [property, value] of Object.entries(props)) {
      const targets = referencesIn(value).map((target) => byName.get(target));
      const node = byName.get(name);
      if (node !== undefined)
        node.propertyDependencies[property] = targets.filter((target) => target !== undefined);
    }
  }
  return {
    resources,
    stackTags: new Map(),
    getConfig: <T>() => ({}) as T,
    notApplicable: () => {
      throw new Error("rules say what does not apply by their verdict");
    },
  };
}

function urnOf({ type, name }: FixtureResource): string {
  return `urn:pulumi:dev::orderflow::${type}::${name}`;
}

function propsAt(stage: Stage, { props }: FixtureResource, known: Record<string, unknown>): object {
  if (stage === "deployed") return known;
  if (stage === "all unknown") return allUnknown(known);
  const isUnknown = (key: string) =>
    props[key] === undefined ? key !== "name" : referencesIn(props[key]).length > 0;
  const entries = Object.entries(known);
  return Object.fromEntries(
    stage === "preview"
      ? entries.map(([key, value]) => [key, isUnknown(key) ? UNKNOWN_STRING : value])
      : entries.filter(([key]) => !isUnknown(key)),
  );
}

function referencesIn(value: unknown): string[] {
  if (value instanceof Reference) return [value.name];
  if (value instanceof JsonText) return referencesIn(value.value);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referencesIn);
}

function resolved(value: unknown, outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>): unknown {
  if (value instanceof Reference) {
    const output = outputs.get(value.name)?.[value.output];
    assert.ok(output !== undefined, `the fixture has no output ${value.name}.${value.output}`);
    return output;
  }
  if (value instanceof JsonText) return JSON.stringify(resolved(value.value, outputs));
  if (Array.isArray(value)) return value.map((element) => resolved(element, outputs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, resolved(element, outputs)]));
}
