import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/** The folder of the project in which an instance keeps what it writes. */
export const STATE_DIRECTORY = ".local";
const LOCK = "instance.pid";
/** What the start of a process and the time of a file may differ by when either clock was set. */
const CLOCK_SLACK_MS = 60_000;

/** Another instance has the folder. */
export class DirectoryTaken extends Error {}

interface Claim {
  /** As it was given. */
  readonly stateDirectory: string | undefined;
  readonly port: number | undefined;
  readonly persist: boolean;
}

/** A port of one's own means an instance beside another; what persists is of one folder. */
export function claimDirectory(project: string, { stateDirectory, port, persist }: Claim): StateDirectory {
  if (stateDirectory !== undefined) return StateDirectory.claim(resolve(project, stateDirectory));
  return port === 0 && !persist
    ? StateDirectory.claimAny(project)
    : StateDirectory.claim(join(project, STATE_DIRECTORY));
}

/** The folder that one instance has to itself until it ends, however that happens. */
export class StateDirectory {
  readonly path: string;
  readonly #lock: string;

  private constructor(path: string) {
    this.path = path;
    this.#lock = join(path, LOCK);
  }

  /** @throws {DirectoryTaken} when a running instance has the folder. */
  static claim(path: string): StateDirectory {
    const directory = new StateDirectory(path);
    mkdirSync(path, { recursive: true });
    if (directory.#lockFile()) return directory;
    const holder = directory.#holder();
    if (holder === undefined) {
      rmSync(directory.#lock, { force: true });
      if (directory.#lockFile()) return directory;
    }
    const shown = relative(process.cwd(), path) || path;
    throw new DirectoryTaken(
      `${shown} belongs to an instance that is running${holder === undefined ? "" : ` (process ${holder})`}. Stop that, or give this one ports and a folder of its own: --port 0 --state-dir ${shown}-2`,
    );
  }

  /** The project's own folder, or, while another instance has that, the first free one below it. */
  static claimAny(project: string): StateDirectory {
    const home = join(project, STATE_DIRECTORY);
    for (let number = 1; ; number++) {
      try {
        return StateDirectory.claim(number === 1 ? home : join(home, `instance-${number}`));
      } catch (error) {
        if (!(error instanceof DirectoryTaken)) throw error;
      }
    }
  }

  release(): void {
    rmSync(this.#lock, { force: true });
  }

  #lockFile(): boolean {
    try {
      const file = openSync(this.#lock, "wx");
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  /** The running process that wrote the lock file. A younger one that only has its number is not it. */
  #holder(): number | undefined {
    const stats = statSync(this.#lock, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const pid = Number(readFileSync(this.#lock, "utf8"));
    const started = pid > 0 ? startOf(pid) : undefined;
    return started !== undefined && started <= stats.mtimeMs + CLOCK_SLACK_MS ? pid : undefined;
  }
}

/** When a process began, in milliseconds since the epoch, to the second; undefined when there is none. */
function startOf(pid: number): number | undefined {
  try {
    const started = execFileSync("ps", ["-p", String(pid), "-o", "lstart="], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Date.parse(started.trim());
  } catch {
    return undefined;
  }
}
