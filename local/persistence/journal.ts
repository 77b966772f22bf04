import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  write,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";

const writeAsync = promisify(write);
const fdatasyncAsync = promisify(fdatasync);
const NEWLINE = 10;
const CHECKSUM_DIGITS = 8;

/** A record that is not the last one does not fit its checksum. */
export class JournalDamaged extends Error {}

/**
 * A file of records, each a line of its checksum and its text. A record is there as a whole or not at all: a last line
 * that was not written to its end counts as not written.
 */
export class Journal {
  readonly #path: string;
  #file: number;
  #bytes: number;

  private constructor(path: string, file: number, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** The journal at a path, which is made where there is none, and its records. @throws {JournalDamaged} */
  static open(path: string): { readonly journal: Journal; readonly records: readonly string[] } {
    const file = openSync(path, "a+", 0o600);
    try {
      const { records, end, torn } = readRecords(readFileSync(path), path);
      if (torn) ftruncateSync(file, end);
      return { journal: new Journal(path, file, end), records };
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the record outlives this process, and the machine. Records are to be appended one after the other. */
  async append(record: string): Promise<void> {
    const line = encode(record);
    for (let written = 0; written < line.length; )
      written += (await writeAsync(this.#file, line, written)).bytesWritten;
    await fdatasyncAsync(this.#file);
    this.#bytes += line.length;
  }

  /** Puts other records in the place of all there are. */
  replace(records: Iterable<string>): void {
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, "w", 0o600);
    let bytes = 0;
    for (const record of records) {
      const line = encode(record);
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
      bytes += line.length;
    }
    fsyncSync(file);
    renameSync(temporary, this.#path);
    syncDirectory(dirname(this.#path));
    closeSync(this.#file);
    this.#file = file;
    this.#bytes = bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function encode(record: string): Buffer {
  return Buffer.from(`${checksum(record)} ${record}\n`);
}

function checksum(text: string | Uint8Array): string {
  return crc32(text).toString(16).padStart(CHECKSUM_DIGITS, "0");
}

function readRecords(content: Buffer, path: string) {
  const records: string[] = [];
  let end = 0;
  for (let line = 1; ; line++) {
    const newline = content.indexOf(NEWLINE, end);
    if (newline < 0) return { records, end, torn: end < content.length };
    const text = content.subarray(end + CHECKSUM_DIGITS + 1, newline);
    if (content.toString("latin1", end, end + CHECKSUM_DIGITS) !== checksum(text)) {
      if (newline === content.length - 1) return { records, end, torn: true };
      throw new JournalDamaged(`${path} is damaged in line ${line}, at byte ${end}.`);
    }
    records.push(text.toString());
    end = newline + 1;
  }
}

/** A renamed file is only there for good when its folder is written. */
function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  fsyncSync(directory);
  closeSync(directory);
}
