import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../../cloud.ts";
import type { Account } from "../../core/account.ts";
import type { Provider } from "../../provider/provider.ts";
import type { Project } from "../project.ts";
import { type ProviderHost, providersWithin } from "../providers/provider-host.ts";
import { RemoteProvider } from "../remote-provider/remote-provider.ts";

export interface CliProvidersOptions {
  /** By package: where a provider listens. */
  readonly ports: ReadonlyMap<string, number>;
  /** The address at which providers log. */
  readonly engine: string;
  readonly warn: (message: string) => void;
  readonly project: Project;
  /** Where the local cloud is kept from one command to the next. */
  readonly cloudFolder: string;
  /** What is made is only looked at. */
  readonly preview: boolean;
}

const OURS: ReadonlySet<string> = new Set(["aws", "awsx"]);

/** The providers that are attached, and for `aws` and `awsx` those of a local cloud that is kept beside the state. */
export class CliProviders implements ProviderHost {
  readonly #options: CliProvidersOptions;
  readonly #workDirectory = mkdtempSync(join(tmpdir(), "orderflow-engine-"));
  #cloud: Promise<{ readonly cloud: Cloud; readonly open: () => Provider }> | undefined;

  constructor(options: CliProvidersOptions) {
    this.#options = options;
  }

  async load(pkg: string, version: string | undefined): Promise<Provider> {
    const { ports, engine, warn, project } = this.#options;
    const port = ports.get(pkg);
    if (port !== undefined) return await RemoteProvider.attach({ pkg, version, port, engine, warn });
    if (!OURS.has(pkg))
      throw new Error(
        `There is no provider of the package "${pkg}": name one in PULUMI_DEBUG_PROVIDERS=${pkg}:PORT.`,
      );
    this.#cloud ??= this.#startCloud();
    const { open } = await this.#cloud;
    return await providersWithin(open, project.programDirectory).load(pkg, version);
  }

  /** `gone`: nothing is left of the stack, nor needed of its cloud. */
  async close(gone: boolean): Promise<void> {
    await this.#cloud?.then(({ cloud }) => cloud.close());
    rmSync(this.#workDirectory, { recursive: true, force: true });
    if (gone) rmSync(this.#options.cloudFolder, { recursive: true, force: true });
  }

  async #startCloud(): Promise<{ cloud: Cloud; open: () => Provider }> {
    const { ACCOUNT_ID } = await import("../../deploying/evaluate.ts");
    const { preview, cloudFolder, project } = this.#options;
    const region = project.config["aws:region"] ?? "us-east-1";
    const account: Account = { partition: "aws", region, accountId: ACCOUNT_ID };
    const { directory, stack } = project;
    const options = { directory, stack, account, port: 0, workDirectory: this.#workDirectory };
    if (preview && !existsSync(cloudFolder)) {
      const { startCloud } = await import("../../deploying/options.ts");
      const cloud = await startCloud(options, options);
      return { cloud, open: () => cloud.openProvider() };
    }
    const [{ keptCloud }, { ServedCloud }] = await Promise.all([
      import("../../deploying/persisted.ts"),
      import("../../deploying/served-cloud.ts"),
    ]);
    const cloud = await keptCloud(options, cloudFolder);
    const served = new ServedCloud(cloud, async () => {});
    return { cloud, open: () => served.open() };
  }
}
