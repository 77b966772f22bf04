import { cpus } from "node:os";

/** A share of idle time below this is none: the machine's own work takes some, and clocks tick coarsely. */
const SPARE_SHARE = 0.1;
const SAMPLE_MS = 100;

interface Sample {
  readonly at: number;
  readonly idle: number;
  readonly total: number;
}

/** The machine's processors, judged by the last tenth of a second or more. */
export class Processors {
  #last = sample();
  #spare = true;

  haveTime(): boolean {
    if (performance.now() - this.#last.at < SAMPLE_MS) return this.#spare;
    const now = sample();
    const total = now.total - this.#last.total;
    // Where the system does not tell, there is time.
    this.#spare = total === 0 || (now.idle - this.#last.idle) / total > SPARE_SHARE;
    this.#last = now;
    return this.#spare;
  }
}

function sample(): Sample {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { at: performance.now(), idle, total };
}
