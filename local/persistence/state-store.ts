import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Durable } from "../core/durable.ts";
import type { RecordedCommand } from "./command.ts";
import { Journal, JournalDamaged } from "./journal.ts";
import { KeptAssets } from "./kept-assets.ts";

/** One value, or none where it is gone. */
type Entry = readonly [durable: string, owner: string, key: string, value?: unknown];

const JOURNAL = "journal";
const COMMANDS = "commands";
const NOTES = "notes";
const ENTRIES_PER_RECORD = 1_000;
/** The journal is written anew when it has grown by this much, and to this many times its size. */
const GROWTH_BYTES = 16 * 1024 * 1024;
const GROWTH_FACTOR = 3;
const DONE = Promise.resolve();

/**
 * All that persists of a local cloud: the commands that made its resources, the data of its services, and notes of who
 * starts it. Kept in a journal whose every record takes the whole cloud from one moment to a later one.
 */
export class StateStore {
  readonly assets: KeptAssets;
  /** A folder for what is too large for the journal, which names what is in it. */
  readonly contents: string;
  readonly #journal: Journal;
  readonly #commands: RecordedCommand[] = [];
  readonly #notes = new Map<string, unknown>();
  /** What was read and not restored yet, by durable. */
  readonly #read = new Map<string, Map<string, Entry>>();
  readonly #durables = new Map<string, Durable>();
  readonly #changed = new Map<string, readonly [durable: string, owner: string, key: string]>();
  #bytesAtRewrite = 0;
  #rewriteAsked = false;
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #scheduled: NodeJS.Immediate | undefined;

  private constructor(directory: string, journal: Journal, records: readonly string[]) {
    this.assets = new KeptAssets(join(directory, "assets"));
    this.contents = join(directory, "contents");
    this.#journal = journal;
    for (const record of records) for (const entry of JSON.parse(record) as Entry[]) this.#take(entry);
  }

  /** @throws {Error} when what is there is damaged */
  static open(directory: string): StateStore {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    try {
      const { journal, records } = Journal.open(join(directory, JOURNAL));
      return new StateStore(directory, journal, records);
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      throw new Error(
        `${error.message} What it holds can't be told apart from what it lost: put a copy of ${directory} back, or delete that folder to start anew without its data.`,
        { cause: error },
      );
    }
  }

  get commands(): readonly RecordedCommand[] {
    return this.#commands;
  }

  addCommand(command: RecordedCommand): void {
    this.#mark(COMMANDS, "", String(this.#commands.push(command) - 1));
  }

  /** Forgets the commands that `kept` does not hold for. */
  keepCommands(kept: (command: RecordedCommand, index: number) => boolean): void {
    this.#commands.splice(0, this.#commands.length, ...this.#commands.filter(kept));
  }

  /** Forgets everything, for a cloud that begins anew. */
  clear(): void {
    this.#commands.length = 0;
    this.#notes.clear();
    this.#read.clear();
  }

  note<Value>(name: string): Value | undefined {
    return this.#notes.get(name) as Value | undefined;
  }

  setNote(name: string, value: unknown): void {
    this.#notes.set(name, value);
    this.#mark(NOTES, "", name);
  }

  /** Puts all data back, and keeps all that changes from now on. */
  attach(durables: readonly Durable[]): void {
    for (const durable of durables) {
      this.#durables.set(durable.name, durable);
      for (const [, owner, key, value] of this.#read.get(durable.name)?.values() ?? [])
        durable.restore(owner, key, value);
      durable.changes.listen((owner, key) => this.#mark(durable.name, owner, key));
    }
    this.#read.clear();
    this.#rewrite();
  }

  /** Resolves when all that has changed so far outlives this process. */
  committed(): Promise<void> {
    if (this.#changed.size === 0) return this.#writing ?? DONE;
    this.#next ??= (this.#writing ?? DONE).then(() => this.#write());
    return this.#next;
  }

  /** Writes everything anew, for changes that nobody has told of. Resolves when that is done. */
  async rewrite(): Promise<void> {
    this.#rewriteAsked = true;
    this.#next ??= (this.#writing ?? DONE).then(() => this.#write());
    await this.#next;
  }

  /** Writes what is left, and keeps nothing that changes from now on. */
  async close(): Promise<void> {
    for (const { changes } of this.#durables.values()) changes.listen(undefined);
    clearImmediate(this.#scheduled);
    await this.committed();
    this.#journal.close();
  }

  #mark(durable: string, owner: string, key: string): void {
    this.#changed.set(`${durable}\0${owner}\0${key}`, [durable, owner, key]);
    // A write that fails ends the process: what it goes on to answer would not be true after the next start.
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      void this.committed();
    });
  }

  async #write(): Promise<void> {
    this.#next = undefined;
    if (this.#rewriteAsked) return this.#rewrite();
    const entries = [...this.#changed.values()].map((place): Entry => this.#entry(...place));
    this.#changed.clear();
    this.#writing = this.#journal.append(JSON.stringify(entries));
    await this.#writing;
    this.#writing = undefined;
    const { bytes } = this.#journal;
    if (bytes > this.#bytesAtRewrite + GROWTH_BYTES && bytes > this.#bytesAtRewrite * GROWTH_FACTOR)
      this.#rewriteAsked = true;
  }

  #rewrite(): void {
    this.#rewriteAsked = false;
    this.#changed.clear();
    this.#journal.replace(batches(this.#everything()));
    this.#bytesAtRewrite = this.#journal.bytes;
  }

  #entry(durable: string, owner: string, key: string): Entry {
    const value = this.#value(durable, owner, key);
    return value === undefined ? [durable, owner, key] : [durable, owner, key, value];
  }

  #value(durable: string, owner: string, key: string): unknown {
    if (durable === COMMANDS) return this.#commands[Number(key)];
    if (durable === NOTES) return this.#notes.get(key);
    return this.#durables.get(durable)?.value(owner, key);
  }

  *#everything(): Iterable<Entry> {
    for (const [name, value] of this.#notes) yield [NOTES, "", name, value];
    for (const [index, command] of this.#commands.entries()) yield [COMMANDS, "", String(index), command];
    for (const durable of this.#durables.values())
      for (const [owner, key] of durable.keys()) yield this.#entry(durable.name, owner, key);
  }

  #take(entry: Entry): void {
    const [durable, owner, key, value] = entry;
    if (durable === COMMANDS) this.#commands[Number(key)] = value as RecordedCommand;
    else if (durable === NOTES) this.#notes.set(key, value);
    else {
      const values = this.#read.get(durable) ?? new Map<string, Entry>();
      this.#read.set(durable, values);
      const place = `${owner}\0${key}`;
      if (value === undefined) values.delete(place);
      else values.set(place, entry);
    }
  }
}

/** The entries as the text of records of not too many each. */
function* batches(entries: Iterable<Entry>): Iterable<string> {
  let batch: Entry[] = [];
  for (const entry of entries) {
    batch.push(entry);
    if (batch.length < ENTRIES_PER_RECORD) continue;
    yield JSON.stringify(batch);
    batch = [];
  }
  if (batch.length > 0) yield JSON.stringify(batch);
}
