import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "../core/account.ts";
import type { DeploymentResult } from "../engine/engine.ts";
import type { RecordedCommand } from "../persistence/command.ts";
import { KeptAssets } from "../persistence/kept-assets.ts";
import { type LookedAt, lookedAt, looksTheSame } from "./looked-at.ts";

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
  readonly lookedAt: LookedAt;
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
    return content?.fingerprint === fingerprint && looksTheSame(content.lookedAt) ? content : undefined;
  }

  /** Begins a new recording in place of the one there is. */
  begin(): void {
    rmSync(this.#directory, { recursive: true, force: true });
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  write(directory: string, fingerprint: string, recording: DeploymentRecording): void {
    const looked = lookedAt(directory, this.reads);
    const text = JSON.stringify({ fingerprint, lookedAt: looked, ...recording } satisfies Content);
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

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
