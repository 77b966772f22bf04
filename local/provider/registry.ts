import { createHash } from "node:crypto";
import { identityBytes } from "../core/identity.ts";
import { tagProblem } from "../core/tags.ts";
import { containsSecret, secret } from "../engine/wire.ts";
import { parseDefaultTags, type Tags, withDefaultTags } from "./default-tags.ts";
import type {
  Capabilities,
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConstructRequest,
  ConstructResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  InvokeResponse,
  Provider,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
} from "./provider.ts";
import { asRead } from "./read-inputs.ts";
import { automatic, DEFAULTS, diffInputs, without } from "./registry-diff.ts";
import {
  type CheckContext,
  type CheckFailure,
  type InvokeHandler,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
  UNKNOWN,
} from "./resource.ts";

export interface RegistryOptions {
  /** What the services contribute. Two of them naming the same type or function is an error. */
  readonly modules: readonly ProviderModule[];
  /** Type tokens without local behaviour, such as a dashboard: created with an id, remembered, nothing else. */
  readonly inert?: readonly string[];
  /** The region of the local cloud; a provider for another one is refused. Any, when absent. */
  readonly region?: string;
}

/** The arguments of `aws:Provider` that make no difference on a local cloud. */
const IMMATERIAL_ARGUMENTS = new Set([
  "version",
  "__internal",
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "maxRetries",
  "retryMode",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
]);

/** The provider of the local cloud: finds the handler of each type and function and drives it as Pulumi's AWS provider drives AWS. */
export class ProviderRegistry implements Provider {
  readonly handshake = {
    acceptSecrets: false,
    acceptResources: false,
    acceptOutputs: false,
    supportsPreview: true,
  };
  readonly #handlers = new Map<string, ResourceHandler>();
  readonly #invokes = new Map<string, InvokeHandler>();
  readonly #inert = new Set<string>();
  readonly #region: string | undefined;
  #defaultTags: Tags = {};
  #defaultTagsAreSecret = false;

  /** @throws {Error} when a type or function is claimed twice. */
  constructor(options: RegistryOptions) {
    this.#region = options.region;
    for (const module of options.modules) {
      for (const [type, handler] of Object.entries(module.resources ?? {}))
        add(this.#handlers, type, handler);
      for (const [token, invoke] of Object.entries(module.invokes ?? {})) add(this.#invokes, token, invoke);
    }
    for (const type of options.inert ?? []) {
      add(this.#handlers, type, inertHandler);
      this.#inert.add(type);
    }
  }

  /** The types that were declared without behaviour. */
  get inertTypes(): readonly string[] {
    return [...this.#inert];
  }

  async checkConfig(request: CheckRequest): Promise<CheckResponse> {
    const failures: CheckFailure[] = [];
    for (const [property, value] of Object.entries(request.news)) {
      if (IMMATERIAL_ARGUMENTS.has(property)) continue;
      if (property === "defaultTags") {
        if (!isUnknown(value) && parseDefaultTags(value) === undefined)
          failures.push({
            property,
            reason: `is ${JSON.stringify(value)}, not tags such as {"tags":{"owner":"orders"}}`,
          });
      } else if (property !== "region") {
        failures.push({
          property,
          reason: `the local cloud does not support this argument of a provider; it knows "region" and "defaultTags"`,
        });
      } else if (this.#region !== undefined && value !== this.#region) {
        failures.push({
          property,
          reason: `the local cloud runs in ${this.#region}, not in ${JSON.stringify(value)}; start it for that region, or set aws:region to ${this.#region}`,
        });
      }
    }
    return { inputs: request.news, failures };
  }

  async configure({ variables, args }: ConfigureRequest): Promise<Capabilities> {
    this.#defaultTags = parseDefaultTags(variables["aws:config:defaultTags"]) ?? {};
    this.#defaultTagsAreSecret = containsSecret(args.defaultTags);
    return this.handshake;
  }

  async check(request: CheckRequest): Promise<CheckResponse> {
    const handler = this.#handler(request.type);
    const news = withDefaultTags(request.type, without(request.news), this.#defaultTags);
    const naming = new AutoNaming(request);
    const { inputs, failures } = handler.check?.(news, naming.context) ?? { inputs: news, failures: [] };
    const tagged = this.#defaultTagsAreSecret && news.tags !== request.news.tags;
    return {
      inputs: naming.mark(tagged ? { ...inputs, tags: secret(inputs.tags) } : inputs),
      failures: [...tagFailures(news.tagsAll ?? news.tags), ...failures],
    };
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    const handler = this.#handler(request.type);
    return diffInputs(request.oldInputs, request.news, {
      replaceOn: handler.replaceOn,
      nameProperty: handler.nameProperty,
      updatable: handler.update !== undefined,
    });
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const handler = this.#handler(request.type);
    const inputs = without(request.properties);
    if (request.preview) return { id: "", properties: inputs };
    const { id, outputs } = await handler.create(inputs, new AutoNaming({ ...request, olds: {} }).context);
    return { id, properties: { id, ...outputs } };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const handler = this.#handler(request.type);
    const news = without(request.news);
    if (request.preview) return expected(handler, request, news);
    if (handler.update === undefined)
      throw new Error(`${request.type} can't be changed in place: the difference needs a new resource.`);
    return { id: request.id, ...(await handler.update(request.id, news, request.olds)) };
  }

  async delete(request: DeleteRequest): Promise<void> {
    await this.#handler(request.type).delete(request.id, request.properties);
  }

  async read(request: ReadRequest): Promise<ReadResponse | undefined> {
    const handler = this.#handler(request.type);
    if (handler.read === undefined)
      throw new Error(
        `The local cloud can't look up an existing ${request.type}: its handler in ${moduleFile(request.type)} has no read.`,
      );
    const state = await handler.read(request.id, request.properties);
    if (state === undefined) return undefined;
    const { id, outputs } = state;
    const { inputs: known = {} } = request;
    const inputs =
      Object.keys(known).length > 0 ? asRead(known, outputs) : acceptable(handler, request, outputs);
    return { id, properties: { id, ...outputs }, inputs };
  }

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    const handler = this.#invokes.get(request.token);
    if (handler === undefined)
      throw new Error(
        `The local cloud does not have the function ${request.token}: add it to ${moduleFile(request.token)}.`,
      );
    return { properties: await handler(request.args), failures: [] };
  }

  construct(request: ConstructRequest): Promise<ConstructResponse> {
    return Promise.reject(
      new Error(
        `The local cloud does not have the component ${request.type}: remote components are not supported.`,
      ),
    );
  }

  #handler(type: string): ResourceHandler {
    const handler = this.#handlers.get(type);
    if (handler === undefined)
      throw new Error(
        `The local cloud does not have ${type}: add a handler for it to ${moduleFile(type)}, or declare it inert.`,
      );
    return handler;
  }
}

/** What is known of an update before it is done. */
/** What AWS would refuse on creation, whatever the service. */
function tagFailures(tags: unknown): readonly CheckFailure[] {
  if (typeof tags !== "object" || tags === null || isUnknown(tags)) return [];
  return Object.entries(tags).flatMap(([key, value]) => {
    const reason = typeof value === "string" ? tagProblem(key, value) : undefined;
    return reason === undefined ? [] : [{ property: "tags", reason }];
  });
}

function expected(
  handler: ResourceHandler,
  { olds, oldInputs }: UpdateRequest,
  news: Properties,
): Properties {
  const kept = Object.entries(olds).filter(([property]) => property in news || !(property in oldInputs));
  const open = handler.unsettled?.(news, oldInputs) ?? [];
  return {
    ...Object.fromEntries(kept),
    ...news,
    ...Object.fromEntries(open.map((property) => [property, UNKNOWN])),
  };
}

/** Properties of every resource that may be given, and seldom are. */
const COMPUTED = ["tagsAll", "region"];

function saysNothing(value: unknown): boolean {
  if (typeof value !== "object") return value === undefined || value === "";
  return value === null || Object.keys(value).length === 0;
}

/** The inputs of something imported: the outputs that its check does not refuse and that say something, and the defaults. */
function acceptable(handler: ResourceHandler, request: ReadRequest, outputs: Properties): Properties {
  const said = Object.entries(outputs).filter(
    ([property, value]) => !COMPUTED.includes(property) && !saysNothing(value),
  );
  const { context } = new AutoNaming({ ...request, olds: {} });
  const failures = handler.check?.(Object.fromEntries(said), context).failures ?? [];
  const refused = failures.map(({ property }) => property);
  const inputs = Object.fromEntries(said.filter(([property]) => !refused.includes(property)));
  return handler.check?.(inputs, context).inputs ?? inputs;
}

const inertHandler: ResourceHandler = {
  replaceOn: [],
  create: (inputs, context) => ({ id: context.autoName(Number.POSITIVE_INFINITY), outputs: inputs }),
  update: (_id, inputs) => inputs,
  delete: () => {},
  read: (id, olds) => ({ id, outputs: olds }),
};

/** Where the handler of a token such as `aws:sqs/queue:Queue` belongs: `local/provider/aws/sqs.ts`. */
function moduleFile(token: string): string {
  const [pkg = "", module = ""] = token.split(":");
  return `local/provider/${pkg}/${module.split("/", 1)[0]}.ts`;
}

function add<T>(map: Map<string, T>, token: string, value: T): void {
  if (map.has(token)) throw new Error(`Two parts of the local provider claim ${token}.`);
  map.set(token, value);
}

/**
 * Automatic names, as Pulumi's AWS provider makes and keeps them: the inputs that got one are listed in
 * `__defaults`, so that the next check finds the old name and a replacement's check makes a new one.
 */
class AutoNaming {
  readonly context: CheckContext;
  readonly #names = new Set<string>();

  constructor(request: Pick<CheckRequest, "urn" | "name" | "olds" | "randomSeed">) {
    const previous = automatic(request.olds)
      .map((property) => request.olds[property])
      .find((name) => typeof name === "string");
    this.context = {
      urn: request.urn,
      name: request.name,
      autoName: (maxLength, form = (name) => name) => {
        const name = previous ?? form(uniqueName(request, maxLength));
        this.#names.add(name);
        return name;
      },
    };
  }

  mark(inputs: Properties): Properties {
    const defaults = Object.keys(inputs).filter((property) => {
      const value = inputs[property];
      return typeof value === "string" && this.#names.has(value);
    });
    return defaults.length === 0 ? inputs : { ...inputs, [DEFAULTS]: defaults };
  }
}

const RANDOM_DIGITS = 7;

/** The same for the same seed, so that an update with a plan makes the names that are planned. */
function uniqueName(
  { name, randomSeed }: Pick<CheckRequest, "name" | "randomSeed">,
  maxLength: number,
): string {
  const prefix = `${name}-`;
  if (prefix.length + RANDOM_DIGITS > maxLength)
    throw new Error(
      `The automatic name for "${name}" (${prefix.length + RANDOM_DIGITS} characters) is longer than AWS's ${maxLength}: shorten the logical name or give a physical one.`,
    );
  const random = randomSeed?.length ? createHash("sha256").update(randomSeed).digest() : identityBytes(4);
  return prefix + random.toString("hex").slice(0, RANDOM_DIGITS);
}
