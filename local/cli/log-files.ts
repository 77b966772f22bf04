import { appendFile, mkdir } from "node:fs/promises";
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

  /** Resolves when all that was given is on disk. */
  flushed(): Promise<void> {
    return this.#written;
  }
}
