import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Session } from "../core/ports.ts";
import type { DemoUser } from "../demo-users.ts";
import type { AccessKey } from "../iam/credentials.ts";
import { STATE_DIRECTORY } from "./state-directory.ts";

/** What a running instance says of itself in `.local/stack.json`. */
export interface StackFile {
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The gateway's URL, for every AWS SDK. */
  readonly endpoint: string;
  /** Milliseconds from the start of the process until everything served. */
  readonly readyMs: number;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The files of one instance, in a folder of its own: the project's `.local` by default. */
export class InstanceFiles {
  readonly directory: string;

  constructor(projectDirectory: string, stateDirectory = STATE_DIRECTORY) {
    this.directory = resolve(projectDirectory, stateDirectory);
  }

  get logs(): string {
    return join(this.directory, "logs");
  }

  /** What SES sent, a file for each mail. */
  get mail(): string {
    return join(this.directory, "mail");
  }

  /** What the last deployment did; it outlives the instance. */
  get recordings(): string {
    return join(this.directory, "deployment");
  }

  /** What persists. */
  get state(): string {
    return join(this.directory, "state");
  }

  /** What persists of a cloud that a `pulumi` command deploys to. */
  get providerState(): string {
    return join(this.directory, "provider-state");
  }

  get providerPersisted(): boolean {
    return existsSync(this.providerState);
  }

  /** Where a `pulumi` command without another backend may keep its state. */
  get backend(): string {
    return join(this.directory, "pulumi");
  }

  /** Whether there is anything that persists. */
  get persisted(): boolean {
    return existsSync(this.state);
  }

  get work(): string {
    return join(this.directory, "work");
  }

  /** In the format of an AWS shared credentials file, readable by the owner only. */
  get credentials(): string {
    return join(this.directory, "credentials");
  }

  /** What the control API asks for, readable by the owner only. */
  get controlToken(): string {
    return join(this.directory, "control-token");
  }

  get stack(): string {
    return join(this.directory, "stack.json");
  }

  get users(): string {
    return join(this.directory, "users.json");
  }

  /** Removes what an earlier instance left, so that nothing stale is taken for this one. */
  clear(): void {
    for (const path of [this.stack, this.users, this.credentials, this.controlToken])
      rmSync(path, { force: true });
    for (const path of [this.work, this.logs, this.mail]) rmSync(path, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
  }

  /** Ends the announcement of this instance. */
  withdraw(): void {
    for (const path of [this.stack, this.users, this.credentials, this.controlToken])
      rmSync(path, { force: true });
    rmSync(this.work, { recursive: true, force: true });
  }

  /** The account itself is the default profile. */
  writeCredentials(account: AccessKey, operator: Session): void {
    const { accessKeyId, secretAccessKey, sessionToken } = operator;
    replaceFile(
      this.credentials,
      [
        "[default]",
        `aws_access_key_id = ${account.accessKeyId}`,
        `aws_secret_access_key = ${account.secretAccessKey}`,
        "",
        "[operator]",
        `aws_access_key_id = ${accessKeyId}`,
        `aws_secret_access_key = ${secretAccessKey}`,
        `aws_session_token = ${sessionToken}`,
        "",
      ].join("\n"),
    );
  }

  readCredentials(profile: "default" | "operator" = "default"): Credentials {
    const [, text = ""] = readFileSync(this.credentials, "utf8").split(`[${profile}]\n`);
    const value = (key: string) => new RegExp(`^${key} = (.*)$`, "m").exec(text)?.[1] ?? "";
    return {
      accessKeyId: value("aws_access_key_id"),
      secretAccessKey: value("aws_secret_access_key"),
      ...(profile === "operator" && { sessionToken: value("aws_session_token") }),
    };
  }

  writeControlToken(token: string): void {
    replaceFile(this.controlToken, `${token}\n`);
  }

  /** @throws {Error} when no instance runs. */
  readControlToken(): string {
    try {
      return readFileSync(this.controlToken, "utf8").trim();
    } catch (error) {
      throw new Error(
        `No token for the control API: ${this.controlToken} is not there. Run this where 'npm start' runs, or set LOCAL_CONTROL_TOKEN.`,
        { cause: error },
      );
    }
  }

  writeUsers(users: Readonly<Record<string, DemoUser>>): void {
    replaceFile(this.users, `${JSON.stringify(users, null, 2)}\n`);
  }

  readUsers(): Readonly<Record<string, DemoUser>> {
    return JSON.parse(readFileSync(this.users, "utf8"));
  }

  writeStack(stack: StackFile): void {
    replaceFile(this.stack, `${JSON.stringify(stack, null, 2)}\n`);
  }

  /** @throws {Error} when no instance runs. */
  readStack(): StackFile {
    try {
      return JSON.parse(readFileSync(this.stack, "utf8"));
    } catch (error) {
      throw new Error(
        `No running instance: ${this.stack} is not there. Start one with 'npm start' and wait until it says it is ready.`,
        { cause: error },
      );
    }
  }
}

/** A reader sees the old file or the new one, never half of it. */
function replaceFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}
