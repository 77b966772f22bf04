import { closeSync, openSync, readSync } from "node:fs";

const LABEL = "\nVmHWM:";
const text = Buffer.allocUnsafe(4096);
/** The system takes as long to tell as a short invocation runs, in which little memory can be used. */
const LOOK_EVERY_MS = 10;

/**
 * The most memory a process has used so far, where the system tells. `getrusage` is no help: on Linux it starts from
 * the size of the process that forked. The file stays open, since this is asked at every invocation.
 */
export class PeakMemory {
  #file: number | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #bytes: number | undefined;

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
    const now = performance.now();
    if (this.#file !== undefined && now - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#bytes = peakBytes(this.#file);
      this.#lookedAt = now;
    }
    return this.#bytes;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function peakBytes(file: number): number | undefined {
  try {
    const status = text.toString("latin1", 0, readSync(file, text, 0, text.length, 0));
    const label = status.indexOf(LABEL);
    return label < 0 ? undefined : Number.parseInt(status.slice(label + LABEL.length), 10) * 1024;
  } catch {
    return undefined;
  }
}
