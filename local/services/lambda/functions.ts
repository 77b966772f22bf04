import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Access, PermissionCheck, Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { identityUuid } from "../../core/identity.ts";
import type { Keys, RoleSessions } from "../../core/ports.ts";
import { type DeploymentPackage, openPackage, unpack } from "../../runtime/package.ts";
import type { AdditionalVersion } from "./alias-routing.ts";
import {
  configurationOf,
  type FunctionConfiguration,
  type FunctionConfigurationInput,
} from "./configuration.ts";
import {
  type FunctionReference,
  functionArn,
  functionNotFound,
  invalidParameter,
  LATEST,
  parseFunctionReference,
} from "./names.ts";
import { FunctionPolicy } from "./permissions.ts";

/** The service principal that executes functions. */
export const LAMBDA: Principal = { kind: "service", service: "lambda.amazonaws.com" };

/** One immutable state of a function: what an execution environment runs. */
export interface FunctionVersion {
  readonly version: string;
  readonly configuration: FunctionConfiguration;
  /** `$LATEST`'s configuration when the version was published, which may get a description of its own. */
  readonly publishedFrom?: FunctionConfiguration;
  readonly codeDirectory: string;
  readonly codeSha256: string;
  readonly codeSizeBytes: number;
  /** New with every change of code or configuration. */
  readonly revisionId: string;
  readonly lastModified: string;
}

export interface FunctionAlias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Another version that takes a share of the invocations. */
  readonly additional?: AdditionalVersion;
}

/** An alias as it is now. */
export interface CurrentAlias extends FunctionAlias {
  /** New with every change. */
  readonly revisionId: string;
}

export interface FunctionRecord {
  readonly name: string;
  readonly arn: string;
  latest: FunctionVersion;
  nextVersion: number;
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, CurrentAlias>;
  readonly policies: Map<string, FunctionPolicy>;
  tags: Readonly<Record<string, string>>;
}

/** A function, version or alias that a call asks for, and what it runs. */
export interface InvocationTarget {
  readonly record: FunctionRecord;
  /** The ARN as it was asked for, with its qualifier. */
  readonly arn: string;
  readonly qualifier: string | undefined;
  readonly version: FunctionVersion;
}

export interface FunctionsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly sessions: RoleSessions;
  readonly authorizer: PermissionCheck;
  readonly keys: Keys;
  /** Where code is unpacked. */
  readonly codeRoot: string;
  /** Called with a version that nothing will run any more. */
  readonly onRetired: (version: FunctionVersion) => void;
  /** From 0 to 1: which of an alias's two versions an invocation takes. Chance by default. */
  readonly random?: () => number;
}

const ASSUME_SECONDS = 900;

/** The functions of the account: Lambda's control plane. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #functions = new Map<string, FunctionRecord>();

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  /** @throws {AwsError} `ResourceConflictException`, `InvalidParameterValueException`, `RequestEntityTooLargeException`, `ValidationException` */
  create(input: FunctionConfigurationInput, zip: Uint8Array, caller: Principal): FunctionRecord {
    const configuration = configurationOf(input);
    const { account } = this.#options;
    const name = configuration.FunctionName;
    if (this.#functions.has(name))
      throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409);
    const code = openPackage(zip);
    this.#checkReferences(configuration, caller);
    const record: FunctionRecord = {
      name,
      arn: functionArn(account, name),
      latest: this.#version(LATEST, configuration, code),
      nextVersion: 1,
      versions: new Map(),
      aliases: new Map(),
      policies: new Map(),
      tags: {},
    };
    this.#functions.set(name, record);
    return record;
  }

  updateCode(name: string, zip: Uint8Array): FunctionRecord {
    const record = this.require(name);
    this.#replaceLatest(record, this.#version(LATEST, record.latest.configuration, openPackage(zip)));
    return record;
  }

  /** Replaces the whole configuration. */
  updateConfiguration(input: FunctionConfigurationInput, caller: Principal): FunctionRecord {
    const record = this.require(input.FunctionName);
    const configuration = configurationOf(input);
    this.#checkReferences(configuration, caller);
    this.#replaceLatest(record, { ...record.latest, configuration, ...this.#stamp() });
    return record;
  }

  delete(name: string): void {
    const record = this.require(name);
    this.#functions.delete(name);
    for (const version of [record.latest, ...record.versions.values()]) this.#options.onRetired(version);
  }

  /** Freezes `$LATEST` under the next number, or answers the last version when nothing changed since. */
  publishVersion(name: string, description?: string): FunctionVersion {
    const record = this.require(name);
    const last = record.versions.get(String(record.nextVersion - 1));
    if (
      last?.codeSha256 === record.latest.codeSha256 &&
      JSON.stringify(last.publishedFrom) === JSON.stringify(record.latest.configuration)
    )
      return last;
    const { configuration } = record.latest;
    const version = {
      ...record.latest,
      configuration: { ...configuration, Description: description ?? configuration.Description },
      publishedFrom: configuration,
      version: String(record.nextVersion),
      ...this.#stamp(),
    };
    record.versions.set(version.version, version);
    record.nextVersion += 1;
    return version;
  }

  /** Creates an alias or points it at another version. @throws {AwsError} `ResourceNotFoundException`, `ResourceConflictException` */
  putAlias(name: string, alias: FunctionAlias, mode: "create" | "update"): CurrentAlias {
    const record = this.require(name);
    this.#versionOf(
      record,
      alias.functionVersion,
      functionArn(this.#options.account, name, alias.functionVersion),
    );
    this.#checkAdditional(record, alias);
    const aliasArn = functionArn(this.#options.account, name, alias.name);
    if (mode === "create" && record.aliases.has(alias.name))
      throw new AwsError("ResourceConflictException", `Alias already exists: ${aliasArn}`, 409);
    if (mode === "update" && !record.aliases.has(alias.name))
      throw new AwsError("ResourceNotFoundException", `Alias not found: ${aliasArn}`, 404);
    const current = { ...alias, revisionId: identityUuid() };
    record.aliases.set(alias.name, current);
    return current;
  }

  #checkAdditional(record: FunctionRecord, { functionVersion, additional }: FunctionAlias): void {
    if (additional === undefined) return;
    const { version } = additional;
    const [one, other] = [functionVersion, version].map((number) => record.versions.get(number));
    if (one === undefined || other === undefined)
      throw invalidParameter(
        `Both versions of a weighted alias must be published: ${functionVersion} and ${version}.`,
      );
    if (one === other) throw invalidParameter(`The additional version ${version} must be another one.`);
    for (const member of ["Role", "DeadLetterConfig"] as const)
      if (!isDeepStrictEqual(one.configuration[member], other.configuration[member]))
        throw invalidParameter(`Both versions of a weighted alias must have the same ${member}.`);
  }

  /** @throws {AwsError} `ResourceConflictException` while an alias points at the version */
  deleteVersion(name: string, number: string): void {
    const record = this.require(name);
    const version = record.versions.get(number);
    if (version === undefined) return;
    const alias = [...record.aliases.values()].find(
      ({ functionVersion, additional }) => functionVersion === number || additional?.version === number,
    );
    if (alias !== undefined)
      throw new AwsError(
        "ResourceConflictException",
        `Function version ${number} can't be deleted: the alias ${alias.name} points at it.`,
        409,
      );
    record.versions.delete(number);
    record.policies.delete(number);
    this.#options.onRetired(version);
  }

  deleteAlias(name: string, alias: string): void {
    this.#functions.get(name)?.aliases.delete(alias);
  }

  *[Symbol.iterator](): Iterator<FunctionRecord> {
    yield* this.#functions.values();
  }

  find(name: string): FunctionRecord | undefined {
    return this.#functions.get(name);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(name: string): FunctionRecord {
    const record = this.#functions.get(name);
    if (record === undefined) throw functionNotFound(functionArn(this.#options.account, name));
    return record;
  }

  /** Reads a name or ARN. @throws {AwsError} `ValidationException`; `ResourceNotFoundException` for an ARN elsewhere */
  parse(reference: string): FunctionReference {
    const parsed = parseFunctionReference(reference);
    const { account } = this.#options;
    if (reference.startsWith("arn:") && reference !== functionArn(account, parsed.name, parsed.qualifier))
      throw functionNotFound(reference);
    return parsed;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
  resolve(reference: string): InvocationTarget {
    const { name, qualifier } = this.parse(reference);
    const arn = functionArn(this.#options.account, name, qualifier);
    const record = this.#functions.get(name);
    if (record === undefined) throw functionNotFound(arn);
    return { record, arn, qualifier, version: this.#versionOf(record, qualifier ?? LATEST, arn) };
  }

  /** What one invocation runs: of an alias with two versions, either. @throws {AwsError} as `resolve` */
  choose(reference: string): InvocationTarget {
    const target = this.resolve(reference);
    const { random = Math.random } = this.#options;
    const additional = target.record.aliases.get(target.qualifier ?? "")?.additional;
    if (additional === undefined || random() >= additional.weight) return target;
    return { ...target, version: this.#versionOf(target.record, additional.version, target.arn) };
  }

  /** The resource policy of the function, or of its version or alias. */
  policy(record: FunctionRecord, qualifier: string | undefined): FunctionPolicy {
    const key = qualifier ?? "";
    const policy =
      record.policies.get(key) ??
      new FunctionPolicy(functionArn(this.#options.account, record.name, qualifier));
    record.policies.set(key, policy);
    return policy;
  }

  #versionOf(record: FunctionRecord, qualifier: string, arn: string): FunctionVersion {
    const number = record.aliases.get(qualifier)?.functionVersion ?? qualifier;
    const version = number === LATEST ? record.latest : record.versions.get(number);
    if (version === undefined) throw functionNotFound(arn);
    return version;
  }

  #version(version: string, configuration: FunctionConfiguration, code: DeploymentPackage): FunctionVersion {
    return {
      version,
      configuration,
      codeDirectory: unpack(join(this.#options.codeRoot), code),
      codeSha256: code.sha256,
      codeSizeBytes: code.sizeBytes,
      ...this.#stamp(),
    };
  }

  #stamp(): Pick<FunctionVersion, "revisionId" | "lastModified"> {
    return {
      revisionId: identityUuid(),
      lastModified: this.#options.clock.date().toISOString().replace("Z", "+0000"),
    };
  }

  #replaceLatest(record: FunctionRecord, latest: FunctionVersion): void {
    const retired = record.latest;
    record.latest = latest;
    this.#options.onRetired(retired);
  }

  #checkReferences(configuration: FunctionConfiguration, caller: Principal): void {
    const { sessions, keys } = this.#options;
    try {
      sessions.requireRole(configuration.Role);
      sessions.assume(configuration.Role, LAMBDA, configuration.FunctionName, ASSUME_SECONDS);
    } catch (error) {
      throw invalidParameter(
        `The role defined for the function cannot be assumed by Lambda. (${error instanceof Error ? error.message : error})`,
      );
    }
    const key = configuration.KMSKeyArn;
    if (key !== undefined) {
      const encryptionContext = {
        "aws:lambda:FunctionArn": functionArn(this.#options.account, configuration.FunctionName),
      };
      keys.use(caller, { key, action: "kms:Encrypt", via: "lambda", encryptionContext });
      keys.use(caller, { key, action: "kms:CreateGrant", via: "lambda", encryptionContext });
    }
    if (configuration.TracingConfig.Mode === "Active")
      this.#requirePermission(configuration, { action: "xray:PutTraceSegments", resource: "*" }, "XRAY");
    const deadLetterArn = configuration.DeadLetterConfig?.TargetArn;
    if (deadLetterArn !== undefined) {
      requireQueueTarget(deadLetterArn, "DeadLetterConfig");
      this.requireSendMessage(configuration, deadLetterArn);
    }
  }

  /** @throws {AwsError} `InvalidParameterValueException` when the function's role may not send to the queue. */
  requireSendMessage(configuration: FunctionConfiguration, queueArn: string): void {
    this.#requirePermission(configuration, { action: "sqs:SendMessage", resource: queueArn }, "SQS");
  }

  #requirePermission({ Role, FunctionName }: FunctionConfiguration, access: Access, service: string): void {
    try {
      this.#options.authorizer.check(this.#options.sessions.principalOf(Role, FunctionName), access);
    } catch (error) {
      throw invalidParameter(
        `The provided execution role does not have permissions to call ${access.action.split(":")[1]} on ${service}. (${error instanceof Error ? error.message : error})`,
      );
    }
  }
}

/** @throws {AwsError} `InvalidParameterValueException` for a target that the local cloud does not write to. */
export function requireQueueTarget(targetArn: string, member: string): void {
  if (/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9-_]+$/.test(targetArn)) return;
  const fifo = targetArn.endsWith(".fifo");
  throw invalidParameter(
    fifo
      ? `${member} takes a standard SQS queue, and ${targetArn} is a FIFO queue.`
      : `${member} of ${targetArn} is not something the local cloud writes to yet: use the ARN of a standard SQS queue.`,
  );
}
