import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** Saves that come this close to each other are one: an editor writes a file in several steps, and several files at once. */
const QUIET_MS = 15;

const IGNORED = new Set(["node_modules", "dist"]);

/**
 * Tells of changed paths below folders: files that are written, moved into place, new or gone, in new folders too. Each
 * folder is watched as such, which sees a file that an editor replaces by another of the same name, and costs nothing
 * while nothing happens.
 */
export class FolderWatcher {
  readonly #onChange: (paths: ReadonlySet<string>) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: (paths: ReadonlySet<string>) => void) {
    this.#onChange = onChange;
  }

  /** The files of a folder; with `deep` those of all folders in it as well. Once is enough. */
  watch(folder: string, { deep }: { readonly deep: boolean }): void {
    if (!this.#watchers.has(folder)) this.#open(folder, deep);
    if (!deep) return;
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory() && isOurs(entry.name)) this.watch(join(folder, entry.name), { deep });
    }
  }

  /** The files in watched folders that were written after an instant. */
  *savedSince(milliseconds: number): Generator<string> {
    for (const folder of this.#watchers.keys()) {
      for (const entry of entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (!entry.isFile() || !isOurs(entry.name)) continue;
        if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > milliseconds) yield path;
      }
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #open(folder: string, deep: boolean): void {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && isOurs(name)) this.#note(join(folder, name), deep);
      });
    } catch {
      // It has gone meanwhile; the folder around it tells of that.
      return;
    }
    watcher.on("error", () => this.#drop(folder));
    this.#watchers.set(folder, watcher);
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  /** What appeared may be a folder, with files in it that came before it was watched. */
  #note(path: string, deep: boolean): void {
    this.#changed.add(path);
    if (deep && isFolder(path)) {
      for (const file of filesBelow(path)) this.#changed.add(file);
      this.watch(path, { deep });
    } else this.#drop(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changed = this.#changed;
      this.#changed = new Set();
      this.#onChange(changed);
    }, QUIET_MS);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    if (!isOurs(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** No dependency, no result, nothing hidden. */
function isOurs(name: string): boolean {
  return !IGNORED.has(name) && !name.startsWith(".");
}
