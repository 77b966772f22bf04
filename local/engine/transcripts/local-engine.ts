import { PackPolicies } from "../analyzer/policies.ts";
import { adopt, DeploymentError, type DeployOptions, destroy, preview, refresh, up } from "../engine.ts";
import type { EngineEvent } from "../events.ts";
import { readImportFile } from "../imports.ts";
import { debugProviders } from "../remote-provider/debug-providers.ts";
import { EngineServer } from "../remote-provider/engine-server.ts";
import { RemoteProvider } from "../remote-provider/remote-provider.ts";
import type { DeploymentState } from "../state.ts";
import { exportDeployment, stackOutputsOf } from "../state-file/deployment-export.ts";
import type { PropertyMap } from "../wire.ts";
import type { Step } from "./case.ts";
import type { Observation } from "./observation.ts";
import { type EngineUnderTest, POLICY_PACK, PROGRAM, type StepRun } from "./play.ts";

/** Our engine. */
export class LocalEngine implements EngineUnderTest {
  /** By stack. */
  readonly #states = new Map<string, DeploymentState>();
  #abort = new AbortController();

  async run(run: StepRun): Promise<Omit<Observation, "calls" | "order">> {
    const { step } = run;
    const { stack = "dev" } = step;
    const before = this.#states.get(stack) ?? { resources: [] };
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent): void => {
      events.push(event);
    };
    const server = new EngineServer(onEvent);
    const engine = await server.listen();
    const ports = debugProviders(run.debugProviders);
    const policies =
      step.policies &&
      (await PackPolicies.start({
        packs: [{ directory: POLICY_PACK, config: step.policies }],
        stack: { project: "transcripts", stack },
        organization: "organization",
        preview: step.run === "preview",
        onEvent,
      }));
    this.#abort = new AbortController();
    const options: DeployOptions = {
      ...deployOptions(run),
      signal: this.#abort.signal,
      ...(policies && { policies }),
      onEvent,
      state: before,
      stackOutputs: async (name) => this.#outputs(name),
      provider: {
        load: async (pkg, version) => {
          const port = ports.get(pkg);
          if (port === undefined) throw new Error(`There is no provider of the package "${pkg}".`);
          return await RemoteProvider.attach({
            pkg,
            version,
            port,
            engine,
            warn: (message) => onEvent({ kind: "diagnostic", severity: "warning", message }),
          });
        },
      },
    };
    let succeeded = true;
    try {
      const { state } = await operate(step, options);
      if (step.run !== "preview") this.#states.set(stack, state);
    } catch (error) {
      if (!(error instanceof DeploymentError)) throw error;
      succeeded = false;
      if (step.run !== "preview") this.#states.set(stack, error.result.state);
    }
    server.close();
    await policies?.stop();
    return { succeeded, ...observed(events), ...stateOf(this.#states.get(stack) ?? before) };
  }

  #outputs(name: string): PropertyMap {
    const state = this.#states.get(name.split("/").at(-1) ?? "");
    if (state === undefined) throw new Error(`unknown stack "${name}"`);
    return stackOutputsOf(state);
  }

  interrupt(): void {
    this.#abort.abort();
  }

  async close(): Promise<void> {}
}

function deployOptions({ step, config }: StepRun): Omit<DeployOptions, "provider"> {
  return {
    directory: PROGRAM,
    stack: step.stack ?? "dev",
    stackConfig: {
      ...config,
      ...Object.fromEntries(
        Object.entries(step.secrets ?? {}).map(([key, value]) => [key, { secret: value }]),
      ),
    },
    parallel: 1,
    targets: step.targets ?? [],
    targetDependents: step.targetDependents ?? false,
    excludes: step.excludes ?? [],
    excludeDependents: step.excludeDependents ?? false,
    replace: step.replace ?? [],
    refresh: step.refresh ?? false,
    runProgram: step.runProgram ?? false,
    continueOnError: step.continueOnError ?? false,
  };
}

function operate(step: Step, options: DeployOptions): ReturnType<typeof up> {
  switch (step.run) {
    case "preview":
      return preview(options);
    case "up":
      return up(options);
    case "refresh":
      return refresh(options);
    case "destroy":
      return destroy(options);
    case "import":
      return adopt(options, readImportFile(step.file));
  }
}

function observed(events: readonly EngineEvent[]): Pick<Observation, "steps" | "diagnostics"> {
  return {
    steps: events.flatMap((event) => (event.kind === "begin" ? `${event.op} ${event.urn}` : [])),
    diagnostics: events.flatMap((event) =>
      event.kind === "diagnostic" && ["warning", "error", "policy"].includes(event.severity)
        ? `${event.severity} ${event.urn ?? ""}: ${event.message.trim()}`
        : [],
    ),
  };
}

function stateOf(state: DeploymentState): Pick<Observation, "resources" | "pendingOperations"> {
  const { deployment } = JSON.parse(JSON.stringify(exportDeployment(state, undefined))) as ReturnType<
    typeof exportDeployment
  >;
  return {
    resources: deployment.resources ?? [],
    pendingOperations: (state.pendingOperations ?? []).map(({ type, resource }) => `${type} ${resource.urn}`),
  };
}
