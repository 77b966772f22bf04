import { join } from "node:path";
import type { Case, ProviderKind, Step } from "./case.ts";
import { normalized, type Observation, orderOf } from "./observation.ts";
import { type Call, TestProvider } from "./test-provider.ts";

/** One of the engines, with a state of its own that it carries from step to step. */
export interface EngineUnderTest {
  run(step: StepRun): Promise<Omit<Observation, "calls" | "order">>;
  /** As Ctrl-C does. */
  interrupt(): void;
  close(): Promise<void>;
}

export interface StepRun {
  readonly step: Step;
  /** What the program finds in its configuration. */
  readonly config: Readonly<Record<string, string>>;
  /** `NAME:PORT,…` */
  readonly debugProviders: string;
}

/** Where the program that runs the steps is. */
export const PROGRAM = join(import.meta.dirname, "program");

export const POLICY_PACK = join(import.meta.dirname, "pack");

const PACKAGES = ["test", "other"] as const;

/** Plays a case on an engine. @returns what was observed at each step, normalized. */
export async function play(name: string, engine: EngineUnderTest): Promise<readonly Observation[]> {
  const { default: steps, provider: kind = "modern" } = (await import(`./cases/${name}.ts`)) as {
    readonly default: Case;
    readonly provider?: ProviderKind;
  };
  const providers = PACKAGES.map((pkg) => new TestProvider(pkg, kind));
  try {
    for (const provider of providers) await provider.listen();
    const debugProviders = providers.map(({ pkg, port }) => `${pkg}:${port}`).join(",");
    const observations: Observation[] = [];
    let before: Observation["resources"] = [];
    for (const [index, step] of steps.entries()) {
      for (const provider of providers) provider.prepare(step, () => engine.interrupt());
      const config = { "transcripts:case": name, "transcripts:step": String(index), ...step.config };
      const observed = await engine.run({ step, config, debugProviders });
      const calls: Call[] = providers.flatMap((provider) => provider.take());
      const order = orderOf(calls, [...before, ...observed.resources]);
      before = observed.resources;
      observations.push(normalized({ ...observed, calls, order }));
    }
    return observations;
  } finally {
    for (const provider of providers) provider.close();
    await engine.close();
  }
}
