import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

interface Row {
  readonly pid: number;
  readonly ppid: number;
  readonly residentBytes: number;
}

/** A process and all that it has started, parents first. */
export function familyOf(root: number): readonly number[] {
  const rows = table();
  const family = rows.filter(({ pid }) => pid === root);
  for (const { pid } of family) family.push(...rows.filter(({ ppid }) => ppid === pid));
  return family.map(({ pid }) => pid);
}

/** Bytes of processes, each page that they share counted once where the system tells. */
export function memoryOf(pids: readonly number[]): number {
  const rows = table().filter(({ pid }) => pids.includes(pid));
  return rows.reduce((sum, { pid, residentBytes }) => sum + (proportionalBytes(pid) ?? residentBytes), 0);
}

/** Which of the processes have not ended. What has, and only waits for its parent to notice, is none. */
export function alive(pids: readonly number[]): readonly number[] {
  const running = new Set(table().map(({ pid }) => pid));
  return pids.filter((pid) => running.has(pid));
}

function table(): readonly Row[] {
  return execFileSync("ps", ["-eo", "pid=,ppid=,rss=,stat="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = ""]) => !state.startsWith("Z"))
    .map(([pid, ppid, kilobytes]) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      residentBytes: Number(kilobytes) * 1024,
    }));
}

function proportionalBytes(pid: number): number | undefined {
  const path = `/proc/${pid}/smaps_rollup`;
  if (!existsSync(path)) return undefined;
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(path, "utf8"))?.[1]) * 1024;
  } catch {
    // It has ended since.
    return undefined;
  }
}
