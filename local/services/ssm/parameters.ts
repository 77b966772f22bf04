import type { Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { validationError } from "../../core/errors.ts";
import { requireTags, type Tags } from "../../core/tags.ts";
import {
  constraint,
  parameterAlreadyExists,
  parameterNotFound,
  tooManyParameters,
  tooManyTags,
  tooManyVersions,
  typeMismatch,
} from "./errors.ts";
import {
  latest,
  PARAMETER_TYPES,
  type Parameter,
  type ParameterType,
  type ParameterVersion,
  type Tier,
} from "./parameter.ts";
import { parameterArn, type Reference, readName } from "./parameter-name.ts";
import { MANAGED_KEY, type SecureStrings } from "./secure-string.ts";
import { checkPattern, checkValue, dataTypeOf, tierOf } from "./value.ts";

/** Source: AWS General Reference, "Systems Manager endpoints and quotas". */
const MAX_PARAMETERS: Readonly<Record<Tier, number>> = { Standard: 10_000, Advanced: 100_000 };
const MAX_VERSIONS = 100;
const MAX_DESCRIPTION = 1_024;

/** What is absent stays as it is in a version before. */
export interface PutRequest {
  readonly name: string;
  readonly value: string;
  readonly type?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly keyId?: string | undefined;
  readonly description?: string | undefined;
  /** Empty: none. */
  readonly allowedPattern?: string | undefined;
  readonly dataType?: string | undefined;
  readonly tier?: string | undefined;
  readonly tags?: Tags | undefined;
}

/** The parameters of the account, with their latest 100 versions. */
export class Parameters {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #secureStrings: SecureStrings;
  readonly #byName = new Map<string, Parameter>();

  constructor(account: Account, clock: Clock, secureStrings: SecureStrings) {
    this.#account = account;
    this.#clock = clock;
    this.#secureStrings = secureStrings;
  }

  *[Symbol.iterator](): Iterator<Parameter> {
    yield* this.#byName.values();
  }

  get size(): number {
    return this.#byName.size;
  }

  arnOf(name: string): string {
    return parameterArn(this.#account, name);
  }

  find(name: string): Parameter | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `ParameterNotFound` */
  require(name: string): Parameter {
    const parameter = this.#byName.get(name);
    if (parameter === undefined) throw parameterNotFound(name);
    return parameter;
  }

  /** The parameter of a name or ARN. */
  referred({ name, arn }: Reference): Parameter | undefined {
    if (arn === undefined) return this.#byName.get(name);
    return [...this.#byName.values()].find((parameter) => parameter.arn === arn);
  }

  /**
   * Creates a parameter, or with `overwrite` another version of it.
   * @throws {AwsError} `ParameterAlreadyExists`, `ValidationException` and whatever else `PutParameter` answers
   */
  put(principal: Principal, request: PutRequest): ParameterVersion {
    const name = readName(this.#account, request.name);
    const parameter = this.#byName.get(name);
    checkOptions(request);
    if (parameter !== undefined && request.overwrite !== true) throw parameterAlreadyExists();
    const version = this.#version(principal, name, request, parameter);
    if (parameter === undefined || latest(parameter).tier !== version.tier) this.#requireRoom(version.tier);
    const tags = requireTags(request.tags ?? {}, validationError, tooManyTags);
    const versions = parameter === undefined ? ([version] as const) : withRoom(parameter, version);
    this.#byName.set(name, {
      name,
      arn: this.arnOf(name),
      versions,
      tags: parameter?.tags ?? tags,
    });
    return version;
  }

  /** Whether there was one. */
  delete(name: string): boolean {
    return this.#byName.delete(name);
  }

  #version(
    principal: Principal,
    name: string,
    request: PutRequest,
    parameter: Parameter | undefined,
  ): ParameterVersion {
    const before = parameter && latest(parameter);
    const type = typeOf(name, request.type, before);
    const { value } = request;
    const tier = tierOf(request.tier, value, before);
    checkValue(value, tier);
    const description = request.description ?? before?.description;
    const allowedPattern = request.allowedPattern ?? before?.allowedPattern;
    if (allowedPattern) checkPattern(allowedPattern, value);
    const dataType = dataTypeOf(request.dataType, before);
    const keyId = keyOf(type, request.keyId, before);
    return {
      version: (before?.version ?? 0) + 1,
      type,
      value:
        keyId === undefined
          ? value
          : this.#secureStrings.encrypt(principal, this.arnOf(name), keyId, tier, value),
      ...(keyId !== undefined && { keyId }),
      ...(description && { description }),
      ...(allowedPattern && { allowedPattern }),
      dataType,
      tier,
      modifiedAt: this.#clock.now(),
      modifiedBy: "arn" in principal ? principal.arn : "",
      labels: [],
    };
  }

  #requireRoom(tier: Tier): void {
    const count = [...this.#byName.values()].filter((parameter) => latest(parameter).tier === tier).length;
    if (count >= MAX_PARAMETERS[tier]) throw tooManyParameters(tier, MAX_PARAMETERS[tier]);
  }
}

function checkOptions({ overwrite, tags = {}, description = "" }: PutRequest): void {
  if (overwrite === true && Object.keys(tags).length > 0)
    throw validationError(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, remove the overwrite flag. To change the tags of one that exists, use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (description.length > MAX_DESCRIPTION)
    throw constraint(
      description,
      "description",
      `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
    );
}

function typeOf(name: string, given: string | undefined, before?: ParameterVersion): ParameterType {
  if (given === undefined) {
    if (before === undefined)
      throw validationError("A parameter type is required when you create a parameter.");
    return before.type;
  }
  const type = PARAMETER_TYPES.find((candidate) => candidate === given);
  if (type === undefined)
    throw constraint(given, "type", `Member must satisfy enum value set: [${PARAMETER_TYPES.join(", ")}]`);
  if (before !== undefined && before.type !== type && name.includes("/"))
    throw typeMismatch(name, before.type, type);
  return type;
}

function keyOf(
  type: ParameterType,
  given: string | undefined,
  before?: ParameterVersion,
): string | undefined {
  if (type === "SecureString") return given ?? before?.keyId ?? MANAGED_KEY;
  if (given !== undefined) throw validationError("KeyId is required for SecureString type parameter only.");
  return undefined;
}

function withRoom({ name, versions }: Parameter, version: ParameterVersion): Parameter["versions"] {
  const [oldest, ...others] = versions;
  if (versions.length < MAX_VERSIONS) return [...versions, version];
  if (oldest.labels.length > 0) throw tooManyVersions(name, oldest.version);
  const [second = version, ...rest] = others;
  return [second, ...rest, version];
}
