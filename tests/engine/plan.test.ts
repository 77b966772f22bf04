import assert from "node:assert/strict";
import { Cloud } from "../../local/cloud.ts";
import { preview } from "../../local/engine/engine.ts";
import { DEFAULTS } from "../../local/provider/registry-diff.ts";
import { projectDirectory, temporaryDirectory } from "../kit/platform.ts";
import { type PlannedResource, PulumiStack, requirePulumi } from "../kit/pulumi.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";

/** The plans of the engine that `npm start` has, and of Pulumi's. */
describe("the plan of a stack", function () {
  this.timeout(60_000);
  requirePulumi();

  for (const stack of ["dev", "prod"])
    it(`is the same on both engines: ${stack}`, async () => {
      const own = await ownPlan(stack);
      const pulumis = await pulumisPlan(stack);
      assert.deepEqual([...own.keys()].sort(), [...pulumis.keys()].sort());
      assert.ok(own.size > 90, `${own.size} resources`);
      for (const [urn, planned] of pulumis) assert.deepEqual(own.get(urn), planned, urn);
    });
});

async function ownPlan(stack: string): Promise<ReadonlyMap<string, object>> {
  const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
  const cloud = await Cloud.start({ account, port: 0, workDirectory: temporaryDirectory() });
  try {
    const { state } = await preview({ directory: projectDirectory, stack, provider: cloud.provider });
    return comparable(state.resources);
  } finally {
    await cloud.close();
  }
}

async function pulumisPlan(stack: string): Promise<ReadonlyMap<string, object>> {
  const cloud = await ServedCloudProcess.start(["--port", "0", "--stack", stack]);
  try {
    const pulumi = await PulumiStack.init({ stack, environment: cloud.environment });
    return comparable(await pulumi.plan());
  } finally {
    await cloud.stop();
  }
}

/** What decides what is made of a resource, and in which order. */
function comparable(resources: readonly PlannedResource[]): ReadonlyMap<string, object> {
  // Pulumi's preview shows no default providers.
  const shown = resources.filter(({ urn }) => !urn.includes("::pulumi:providers:"));
  return new Map(
    shown.map((resource) => [
      resource.urn,
      {
        custom: resource.custom,
        inputs: withoutChance(resource.inputs ?? {}),
        parent: resource.parent ?? "",
        provider: resource.provider ?? "",
        protect: resource.protect ?? false,
        dependencies: [...(resource.dependencies ?? [])].sort(),
        propertyDependencies: Object.fromEntries(
          Object.entries(resource.propertyDependencies ?? {}).map(([key, urns]) => [
            key,
            [...(urns ?? [])].sort(),
          ]),
        ),
        additionalSecretOutputs: [...(resource.additionalSecretOutputs ?? [])].sort(),
      },
    ]),
  );
}

/** The inputs with "automatic" in the place of automatic names, which are as good as random. */
function withoutChance(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const automatic = new Set([inputs[DEFAULTS] ?? []].flat());
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, automatic.has(name) ? "automatic" : value]),
  );
}
