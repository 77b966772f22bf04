import { readFileSync } from "node:fs";

/**
 * The most memory a process has used so far, in bytes, or undefined where the system does not tell.
 * `getrusage` is no help: on Linux it starts from the size of the process that forked.
 */
export function peakMemoryBytes(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
  } catch {
    return undefined;
  }
}
