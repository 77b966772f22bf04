import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../../cloud.ts";
import type { Provider } from "../../provider/provider.ts";
import { type ProviderHost, sharedProvider } from "../providers/provider-host.ts";
import { RemoteProvider } from "../remote-provider/remote-provider.ts";

export interface CliProvidersOptions {
  /** By package: where a provider listens. */
  readonly ports: ReadonlyMap<string, number>;
  /** The address at which providers log. */
  readonly engine: string;
  readonly warn: (message: string) => void;
  /** What relative paths of assets refer to. */
  readonly directory: string;
  /** Of the local cloud. */
  readonly region: string | undefined;
}

const ACCOUNT_ID = "000000000000";

/** The providers that are attached, and for `aws` those of a local cloud that lasts as long as the command. */
export class CliProviders implements ProviderHost {
  readonly #options: CliProvidersOptions;
  #cloud: Promise<{ readonly cloud: Cloud; readonly directory: string }> | undefined;

  constructor(options: CliProvidersOptions) {
    this.#options = options;
  }

  async load(pkg: string, version: string | undefined): Promise<Provider> {
    const port = this.#options.ports.get(pkg);
    if (port !== undefined) {
      const { engine, warn } = this.#options;
      return await RemoteProvider.attach({ pkg, version, port, engine, warn });
    }
    if (pkg !== "aws")
      throw new Error(
        `There is no provider of the package "${pkg}": name one in PULUMI_DEBUG_PROVIDERS=${pkg}:PORT.`,
      );
    this.#cloud ??= startCloud(this.#options.region);
    const { cloud } = await this.#cloud;
    return await sharedProvider(cloud.provider, this.#options.directory).load(pkg, version);
  }

  async close(): Promise<void> {
    if (this.#cloud === undefined) return;
    const { cloud, directory } = await this.#cloud;
    await cloud.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startCloud(region = "us-east-1"): Promise<{ cloud: Cloud; directory: string }> {
  const { Cloud } = await import("../../cloud.ts");
  const directory = mkdtempSync(join(tmpdir(), "orderflow-engine-"));
  const account = { partition: "aws", region, accountId: ACCOUNT_ID };
  return { cloud: await Cloud.start({ account, port: 0, workDirectory: directory }), directory };
}
