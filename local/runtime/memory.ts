import { closeSync, openSync, readSync } from "node:fs";

const LABEL = "\nVmHWM:";
const text = Buffer.allocUnsafe(4096);

/**
 * The most memory a process has used so far, where the system tells. `getrusage` is no help: on Linux it starts from
 * the size of the process that forked. The file stays open, since this is asked at every invocation.
 */
export class PeakMemory {
  #file: number | undefined;

  constructor(pid: number | undefined) {
    if (process.platform !== "linux" || pid === undefined) return;
    try {
      this.#file = openSync(`/proc/${pid}/status`, "r");
    } catch {
      // The process is gone already; its exit tells the rest.
    }
  }

  /** In bytes; undefined where the system does not tell, and when the process has ended. */
  read(): number | undefined {
    if (this.#file === undefined) return undefined;
    try {
      const status = text.toString("latin1", 0, readSync(this.#file, text, 0, text.length, 0));
      const label = status.indexOf(LABEL);
      return label < 0 ? undefined : Number.parseInt(status.slice(label + LABEL.length), 10) * 1024;
    } catch {
      return undefined;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
