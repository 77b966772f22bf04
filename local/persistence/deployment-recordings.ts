import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Account } from "../core/account.ts";
import type { DeploymentResult } from "../engine/engine.ts";
import type { RecordedCommand } from "./command.ts";
import { digestOf, isCovered } from "./fingerprint.ts";
import { KeptAssets } from "./kept-assets.ts";

/** All that a deployment onto an empty cloud did. */
export interface DeploymentRecording {
  readonly account: Account;
  /** The gateway's port. */
  readonly port: number;
  readonly commands: readonly RecordedCommand[];
  readonly deployment: DeploymentResult;
}

interface Content extends DeploymentRecording {
  readonly fingerprint: string;
  /** What the program has looked at outside the fingerprint, and what was there. */
  readonly reads: Readonly<Record<string, string>>;
}

const FILE = "deployment.json";

/**
 * The recording of the last deployment, for a start that has nothing new to deploy. A file that is damaged, of another
 * user, or of other circumstances is as good as none.
 */
export class DeploymentRecordings {
  readonly assets: KeptAssets;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.assets = new KeptAssets(join(directory, "assets"));
  }

  /** Where a program's process may tell what it looks at. */
  get reads(): string {
    return join(this.#directory, "reads.json");
  }

  find(fingerprint: string): DeploymentRecording | undefined {
    const content = this.#read();
    if (content?.fingerprint !== fingerprint) return undefined;
    const unchanged = Object.entries(content.reads).every(([path, digest]) => digestOf(path) === digest);
    return unchanged ? content : undefined;
  }

  /** Begins a new recording in place of the one there is. */
  begin(): void {
    rmSync(this.#directory, { recursive: true, force: true });
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  write(directory: string, fingerprint: string, recording: DeploymentRecording): void {
    const looked = JSON.parse(readFileSync(this.reads, "utf8")) as string[];
    const outside = looked.filter((path) => !isCovered(directory, path) && !isPassing(directory, path));
    const reads = Object.fromEntries(outside.map((path) => [path, digestOf(path)]));
    const text = JSON.stringify({ fingerprint, reads, ...recording } satisfies Content);
    const temporary = join(this.#directory, `${FILE}.${process.pid}`);
    writeFileSync(temporary, `${checksum(text)}\n${text}`, { mode: 0o600 });
    renameSync(temporary, join(this.#directory, FILE));
  }

  #read(): Content | undefined {
    try {
      const file = readFileSync(join(this.#directory, FILE), "utf8");
      const end = file.indexOf("\n");
      const text = file.slice(end + 1);
      return file.slice(0, end) === checksum(text) ? JSON.parse(text) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What a program makes itself, and what belongs to the machine rather than to anybody's program. */
function isPassing(directory: string, path: string): boolean {
  return [join(directory, "dist"), "/dev", "/proc", "/sys"].some(
    (folder) => path === folder || path.startsWith(folder + sep),
  );
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
