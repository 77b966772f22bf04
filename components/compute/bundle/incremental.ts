import { resolve } from "node:path";
import { type BuildContext, build, context } from "esbuild";
import { bundleOptions, explain, writeBundles } from "./build.ts";
import { entryPoints } from "./entry-points.ts";

/** How many functions' sources are kept parsed, those edited last: each takes some 60 MB, most of it the AWS SDK. */
const KEPT = 4;

/** Bundles functions again as their sources change, as `bundleFunctions` does, byte for byte. */
export class IncrementalBundles {
  readonly #directory: string;
  /** The one used last is the last. */
  readonly #contexts = new Map<string, BuildContext<ReturnType<typeof bundleOptions>>>();
  /** What changed since the last success. */
  readonly #changed = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Bundles the functions that are made of any of these files, or of those of a call that failed.
   * @param changed absolute paths
   * @returns the names of those functions
   * @throws {Error} naming file, line and column of everything that does not build
   */
  async update(changed: Iterable<string>): Promise<readonly string[]> {
    for (const path of changed) this.#changed.add(path);
    const pending = new Set(this.#changed);
    const entries = await entryPoints(this.#directory);
    const affected = await this.#madeOf(pending, entries);
    await Promise.all([...affected].map(([name, path]) => this.#bundle(name, path)));
    for (const path of pending) this.#changed.delete(path);
    await this.#forget(KEPT);
    return [...affected.keys()];
  }

  async dispose(): Promise<void> {
    await this.#forget(0);
  }

  /** Looks at the functions' own sources alone, which takes a tenth of the time of bundling one. */
  async #madeOf(
    paths: ReadonlySet<string>,
    entries: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>> {
    const { metafile } = await build({
      ...bundleOptions(this.#directory, entries),
      packages: "external",
      plugins: [],
    }).catch(explain);
    const made = new Set<string | undefined>();
    for (const { entryPoint, inputs } of Object.values(metafile.outputs))
      if (Object.keys(inputs).some((input) => paths.has(resolve(this.#directory, input))))
        made.add(entryPoint);
    return new Map([...entries].filter(([, path]) => made.has(path)));
  }

  async #bundle(name: string, path: string): Promise<void> {
    const known = this.#contexts.get(name);
    const kept = known ?? (await context(bundleOptions(this.#directory, new Map([[name, path]]))));
    this.#contexts.delete(name);
    this.#contexts.set(name, kept);
    const { outputFiles } = await kept.rebuild().catch(explain);
    await writeBundles(outputFiles);
  }

  async #forget(most: number): Promise<void> {
    for (const [name, oldest] of this.#contexts) {
      if (this.#contexts.size <= most) return;
      this.#contexts.delete(name);
      await oldest.dispose();
    }
  }
}
