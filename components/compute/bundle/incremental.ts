import { resolve } from "node:path";
import { type BuildContext, build, context } from "esbuild";
import { bundleOptions, explain, writeBundles } from "./build.ts";
import { entryPoints } from "./entry-points.ts";

/** How many functions are bundled at a time: together they take half the time of one after the other. */
const AT_A_TIME = 4;
/** How many such groups are kept parsed, those used last: each takes some 60 MB, most of it the AWS SDK. */
const KEPT = 4;

/** Bundles functions again as their sources change, as `bundleFunctions` does, byte for byte. */
export class IncrementalBundles {
  readonly #directory: string;
  /** By the names of the functions. The one used last is the last. */
  readonly #contexts = new Map<string, BuildContext<ReturnType<typeof bundleOptions>>>();
  /** What changed since the last success. */
  readonly #changed = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Bundles the functions that are made of any of these files, or of those of a call that failed.
   * @param changed absolute paths
   * @returns the names of those functions, some at a time, as soon as their bundles are there
   * @throws {Error} naming file, line and column of everything that does not build
   */
  async *update(changed: Iterable<string>): AsyncGenerator<readonly string[]> {
    for (const path of changed) this.#changed.add(path);
    const pending = new Set(this.#changed);
    const entries = await entryPoints(this.#directory);
    const affected = await this.#madeOf(pending, entries);
    for (let start = 0; start < affected.length; start += AT_A_TIME) {
      const group = affected.slice(start, start + AT_A_TIME);
      await this.#bundle(group);
      yield group.map(([name]) => name);
    }
    for (const path of pending) this.#changed.delete(path);
  }

  async dispose(): Promise<void> {
    await this.#forget(0);
  }

  /** Looks at the functions' own sources alone, which takes a tenth of the time of bundling one. */
  async #madeOf(
    paths: ReadonlySet<string>,
    entries: ReadonlyMap<string, string>,
  ): Promise<readonly (readonly [name: string, path: string])[]> {
    const { metafile } = await build({
      ...bundleOptions(this.#directory, entries),
      packages: "external",
      plugins: [],
    }).catch(explain);
    const made = new Set<string | undefined>();
    for (const { entryPoint, inputs } of Object.values(metafile.outputs))
      if (Object.keys(inputs).some((input) => paths.has(resolve(this.#directory, input))))
        made.add(entryPoint);
    return [...entries].filter(([, path]) => made.has(path));
  }

  async #bundle(group: readonly (readonly [name: string, path: string])[]): Promise<void> {
    const names = group.map(([name]) => name).join();
    const known = this.#contexts.get(names);
    const kept = known ?? (await context(bundleOptions(this.#directory, new Map(group))));
    this.#contexts.delete(names);
    this.#contexts.set(names, kept);
    const { outputFiles } = await kept.rebuild().catch(explain);
    await writeBundles(outputFiles);
    await this.#forget(KEPT);
  }

  async #forget(most: number): Promise<void> {
    for (const [name, oldest] of this.#contexts) {
      if (this.#contexts.size <= most) return;
      this.#contexts.delete(name);
      await oldest.dispose();
    }
  }
}
