import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, RoleSessions } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { ExecutionEnvironment } from "../../runtime/environment.ts";
import type { Pooled } from "../../runtime/pool.ts";
import { Warden } from "../../runtime/warden.ts";
import { type FunctionVersion, LAMBDA } from "./functions.ts";
import { LogStream } from "./log-stream.ts";
import { accountRoot, functionArn } from "./names.ts";
import { PlatformLog } from "./platform-log.ts";
import { environmentVariables } from "./variables.ts";

export interface InstancesOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly sessions: RoleSessions;
  readonly keys: Keys;
  readonly endpoint: () => string;
  readonly xrayAddress: (() => string) | undefined;
  /** Where environments keep their `/tmp`. */
  readonly temporaryRoot: string;
  readonly warn: (message: string) => void;
}

/** An execution environment with all that belongs to it: credentials, log stream, temporary folder. */
export interface Instance extends Pooled {
  /** Of the version it runs. */
  readonly revisionId: string;
  readonly environment: ExecutionEnvironment;
  readonly logStream: LogStream;
  readonly platformLog: PlatformLog;
}

const SESSION_SECONDS = 3600;
/** An environment is left before the credentials in it expire under a running function. */
const SESSION_MARGIN_MS = 60_000;

const KMS_ERRORS: Readonly<Record<string, string>> = {
  DisabledException: "KMSDisabledException",
  NotFoundException: "KMSNotFoundException",
  KMSInvalidStateException: "KMSInvalidStateException",
};

/** Makes execution environments of function versions, in the name of their roles. */
export class Instances {
  readonly #options: InstancesOptions;
  readonly #warden = new Warden();
  readonly #warned = new Set<string>();
  readonly #byAccessKey = new Map<string, ExecutionEnvironment>();

  constructor(options: InstancesOptions) {
    this.#options = options;
  }

  /** @param existingLog The log of an environment that this one replaces. @throws {AwsError} `KMSAccessDeniedException`, `AccessDenied` */
  create(version: FunctionVersion, existingLog?: LogStream): Instance {
    const { account, clock, dispatcher, sessions, endpoint, xrayAddress, temporaryRoot } = this.#options;
    const { configuration } = version;
    const { FunctionName, Role, MemorySize, LoggingConfig } = configuration;
    this.#decryptVariables(version);
    const session = sessions.assume(Role, LAMBDA, FunctionName, SESSION_SECONDS);
    const id = randomUUID().replaceAll("-", "");
    const logStreamName = `${clock.date().toISOString().slice(0, 10).replaceAll("-", "/")}/[${version.version}]${id}`;
    const logStream =
      existingLog ??
      new LogStream({
        dispatcher,
        principal: session.principal,
        logGroupName: LoggingConfig.LogGroup,
        logStreamName,
        onLost: (reason) => this.#warnOnce(`The function ${FunctionName} loses its logs: ${reason}`),
      });
    const temporaryDirectory = join(temporaryRoot, id);
    mkdirSync(temporaryDirectory, { recursive: true });
    const now = () => clock.now();
    const environment = new ExecutionEnvironment({
      codeDirectory: version.codeDirectory,
      temporaryDirectory,
      memorySizeMb: MemorySize,
      variables: environmentVariables({
        account,
        version,
        session,
        logStreamName,
        temporaryDirectory,
        endpoint: endpoint(),
        xrayAddress: xrayAddress?.(),
      }),
      warden: this.#warden,
      now,
      onLog: (event) => logStream.add(event),
    });
    this.#byAccessKey.set(session.accessKeyId, environment);
    return {
      revisionId: version.revisionId,
      environment,
      logStream,
      platformLog: new PlatformLog(version, now, (event) => logStream.add(event)),
      usableUntil: session.expiration - configuration.Timeout * 1000 - SESSION_MARGIN_MS,
      get alive() {
        return environment.alive;
      },
      kill: async () => {
        this.#byAccessKey.delete(session.accessKeyId);
        await environment.kill();
        rmSync(temporaryDirectory, { recursive: true, force: true });
      },
    };
  }

  /** Whether an environment that is alive has the credentials of this access key. */
  has(accessKeyId: string): boolean {
    return this.#byAccessKey.get(accessKeyId)?.alive === true;
  }

  /** Ends the environment with the credentials of this access key at once, whatever it does; resolves when it is gone. */
  async crash(accessKeyId: string): Promise<void> {
    await this.#byAccessKey.get(accessKeyId)?.kill();
  }

  /** Kills what is left. */
  close(): void {
    this.#warden.close();
  }

  /** Lambda decrypts with the grant that whoever configured the key gave it. */
  #decryptVariables({ configuration }: FunctionVersion): void {
    const { KMSKeyArn, FunctionName } = configuration;
    if (KMSKeyArn === undefined) return;
    const { keys, account } = this.#options;
    try {
      keys.use(accountRoot(account), {
        key: KMSKeyArn,
        action: "kms:Decrypt",
        via: "lambda",
        encryptionContext: { "aws:lambda:FunctionArn": functionArn(account, FunctionName) },
      });
    } catch (error) {
      const code = error instanceof AwsError ? error.code : "";
      throw new AwsError(
        KMS_ERRORS[code] ?? "KMSAccessDeniedException",
        `Lambda was unable to decrypt the environment variables because of its KMS key. Please check the function's KMS key settings. KMS Exception: ${code} KMS Message: ${error instanceof Error ? error.message : error}`,
        502,
      );
    }
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn(message);
  }
}
