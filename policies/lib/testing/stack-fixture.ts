import assert from "node:assert/strict";
import type { PolicyResource, StackValidationArgs } from "@pulumi/policy";
import { outputsOf } from "./made-up-outputs.ts";
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

/** How far the deployment of a fixture is. */
export type Stage = "deployed" | "preview" | "all unknown" | "unknown properties missing";

/** What the SDK hands to the policy of a stack. */
export function argsOf(fixtures: readonly FixtureResource[], stage: Stage): StackValidationArgs {
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

/** The names of the resources that a value refers to. */
export function referencesIn(value: unknown): string[] {
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
