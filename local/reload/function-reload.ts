import { join, sep } from "node:path";
import { IncrementalBundles } from "../../components/compute/bundle/incremental.ts";
import { updateAssets } from "../engine/asset-updates.ts";
import type { Serial } from "../engine/executor.ts";
import type { Platform } from "../platform.ts";

export interface FunctionReloadOptions {
  readonly platform: Platform;
  readonly directory: string;
  /** Lets one deployment of either kind at the platform at a time. */
  readonly deploying: Serial;
}

/** Keeps the code of deployed functions at what their sources say, without running the program. */
export class FunctionReload {
  readonly #options: FunctionReloadOptions;
  readonly #folder: string;
  readonly #bundles: IncrementalBundles;

  constructor(options: FunctionReloadOptions) {
    this.#options = options;
    this.#folder = join(options.directory, "functions") + sep;
    this.#bundles = new IncrementalBundles(options.directory);
  }

  /** Whether a change of these paths can change a bundle. */
  concerns(paths: ReadonlySet<string>): boolean {
    return [...paths].some((path) => path.startsWith(this.#folder));
  }

  /**
   * Bundles the functions that are made of these files, and gives those that come out differently their new code, as
   * soon as their bundles are there. What runs finishes with the old one.
   * @returns the functions' logical names, some at a time
   * @throws {Error} naming file, line and column of what does not build; nothing is changed then
   */
  async *reload(paths: ReadonlySet<string>): AsyncGenerator<readonly string[]> {
    for await (const _ of this.#bundles.update(paths)) {
      const names = await this.#options.deploying.run(() => this.#deploy());
      if (names.length > 0) yield names;
    }
  }

  async #deploy(): Promise<readonly string[]> {
    const { platform, directory } = this.#options;
    const { deployment, cloud } = platform;
    const { state, updated, failures } = await updateAssets(deployment.state, cloud.provider, directory);
    if (updated.length > 0) await platform.adopt({ ...deployment, state });
    if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join("\n"));
    return updated.map(({ name }) => name).sort();
  }

  async close(): Promise<void> {
    await this.#bundles.dispose();
  }
}
