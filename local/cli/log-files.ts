import { appendFile, mkdir, readdir, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Mirrors log events into one plain file per log group, in the order they arrive, for `tail -f`. */
export class LogFiles {
  readonly #directory: string;
  #written: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  write(logGroupName: string, message: string): void {
    const path = join(this.#directory, `${logGroupName.replace(/^\//, "").replaceAll("..", "_")}.log`);
    const line = `${message.replace(/\n$/, "")}\n`;
    this.#written = this.#written
      .then(async () => {
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, line);
      })
      .catch((error: Error) => console.error(`Could not write ${path}: ${error.message}`));
  }

  /** Empties every file, so that whoever follows one goes on with it. */
  clear(): void {
    this.#written = this.#written.then(async () => {
      for (const file of await readdir(this.#directory, { recursive: true }).catch(() => []))
        if (file.endsWith(".log")) await truncate(join(this.#directory, file));
    });
  }

  /** Resolves when all that was given is on disk. */
  flushed(): Promise<void> {
    return this.#written;
  }
}
