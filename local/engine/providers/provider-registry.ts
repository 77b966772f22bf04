import { randomUUID } from "node:crypto";
import type { CheckResponse, DiffResponse, Provider } from "../../provider/provider.ts";
import { UNKNOWN } from "../../provider/resource.ts";
import { sameProperties } from "../equality.ts";
import type { ResourceState } from "../resource-state.ts";
import { packageOf, referencedUrn } from "../urn.ts";
import { isObject, type PropertyMap } from "../wire.ts";
import { type Comparison, type Made, ProviderClient } from "./provider-client.ts";
import type { ProviderHost } from "./provider-host.ts";

/** Arguments of a provider resource that only the engine reads. */
const INTERNAL = "__internal";

/**
 * The providers of a deployment, by reference, and what the engine does for provider resources such as
 * `aws:Provider` itself: their arguments are checked and compared by the provider that they configure
 * (`providers/registry.go` of Pulumi's engine).
 */
export class ProviderRegistry {
  readonly #host: ProviderHost;
  /** The provider of the package `pulumi`. */
  readonly #builtin: Provider;
  readonly #preview: boolean;
  readonly #configured = new Map<string, ProviderClient>();
  /** By URN: checked in this deployment, and not configured yet. */
  readonly #checked = new Map<string, ProviderClient>();
  readonly #aliases = new Map<string, string>();
  readonly #loaded = new Set<ProviderClient>();

  constructor(host: ProviderHost, builtin: Provider, preview: boolean) {
    this.#host = host;
    this.#builtin = builtin;
    this.#preview = preview;
  }

  /** The configured provider that `URN::ID` names. */
  get(reference: string): ProviderClient | undefined {
    return this.#configured.get(reference);
  }

  /** Lets references to the former URN of a provider resource find it, too. */
  alias(urn: string, former: string): void {
    this.#aliases.set(urn, former);
  }

  async check(urn: string, olds: PropertyMap, news: PropertyMap): Promise<CheckResponse> {
    const client = await this.#load(urn, news);
    const { inputs, failures } = await client.checkConfig(urn, withoutInternal(olds), withoutInternal(news));
    if (failures.length > 0) return { inputs: {}, failures };
    this.#checked.set(urn, client);
    const { version } = news;
    if (version !== undefined && inputs.version !== undefined && inputs.version !== version)
      throw new Error(
        `provider "${urn}" attempted to change version from "${version}" to "${inputs.version}"`,
      );
    return {
      inputs: {
        ...inputs,
        ...(version === undefined ? {} : { version }),
        ...(INTERNAL in news ? { [INTERNAL]: news[INTERNAL] } : {}),
      },
      failures,
    };
  }

  async diff(comparison: Comparison): Promise<DiffResponse> {
    const { urn, id, oldOutputs, oldInputs, inputs } = comparison;
    const client = this.#checked.get(urn) ?? this.#configured.get(`${urn}::${id}`);
    if (client === undefined) throw new Error(`The provider ${urn} has not been checked.`);
    const news = withoutInternal(inputs);
    const diff = await client.diffConfig({
      ...comparison,
      oldInputs: withoutInternal(oldInputs),
      inputs: news,
    });
    if (diff.changes !== "unknown") return diff;
    return { ...diff, changes: sameProperties(oldOutputs, news) ? "none" : "some" };
  }

  async create(urn: string, inputs: PropertyMap): Promise<Made> {
    const client = this.#takeChecked(urn) ?? (await this.#load(urn, inputs));
    const id = this.#preview ? UNKNOWN : randomUUID();
    return { id, outputs: this.#configure(client, urn, id, inputs) };
  }

  update(urn: string, id: string, inputs: PropertyMap): PropertyMap {
    const client = this.#takeChecked(urn);
    if (client === undefined) throw new Error(`The provider ${urn} has not been checked.`);
    return this.#configure(client, urn, id, inputs);
  }

  /** Configures an unchanged provider. Only one that was checked in this deployment need not be loaded. */
  async same(state: ResourceState): Promise<void> {
    if (state.id === "" || state.id === UNKNOWN)
      throw new Error(`bad provider state for resource ${state.urn}: its ID is unknown`);
    if (this.#configured.has(`${state.urn}::${state.id}`)) return;
    const client = this.#takeChecked(state.urn) ?? (await this.#load(state.urn, state.inputs));
    this.#configure(client, state.urn, state.id, state.inputs);
  }

  delete(urn: string, id: string): void {
    this.#configured.delete(`${urn}::${id}`);
  }

  /** Has the provider that `URN::ID` names configured, from what the state says of it. */
  async ensure(reference: string, resources: readonly ResourceState[]): Promise<void> {
    if (reference === "" || this.#configured.has(reference)) return;
    const id = reference.slice(referencedUrn(reference).length + 2);
    const state = resources.find(({ urn, id: own }) => urn === referencedUrn(reference) && own === id);
    if (state === undefined) throw new Error(`could not find provider ${reference}`);
    const client = await this.#load(state.urn, state.inputs);
    if (!this.#configured.has(reference)) this.#configure(client, state.urn, id, state.inputs);
  }

  /** Tells every provider that the deployment ends. */
  async cancel(): Promise<void> {
    await Promise.allSettled([...this.#loaded].map((client) => client.cancel()));
  }

  /** Ends with every provider. */
  async close(): Promise<void> {
    await this.cancel();
    for (const client of this.#loaded) client.close();
  }

  #configure(client: ProviderClient, urn: string, id: string, inputs: PropertyMap): PropertyMap {
    const outputs = withoutInternal(inputs);
    client.configure(urn, id, outputs);
    this.#configured.set(`${urn}::${id}`, client);
    const alias = this.#aliases.get(urn);
    if (alias !== undefined) this.#configured.set(`${alias}::${id}`, client);
    return outputs;
  }

  #takeChecked(urn: string): ProviderClient | undefined {
    const client = this.#checked.get(urn);
    this.#checked.delete(urn);
    return client;
  }

  async #load(urn: string, inputs: PropertyMap): Promise<ProviderClient> {
    const pkg = packageOf(urn.split("::")[2]?.split("$").at(-1) ?? "");
    refuseUnsupported(urn, inputs);
    const { version } = inputs;
    const provider =
      pkg === "pulumi"
        ? this.#builtin
        : await this.#host.load(pkg, typeof version === "string" ? version : undefined);
    const client = new ProviderClient(provider, this.#preview);
    this.#loaded.add(client);
    return client;
  }
}

function refuseUnsupported(urn: string, inputs: PropertyMap): void {
  const internal = inputs[INTERNAL];
  if (isObject(internal) && "parameterization" in internal)
    throw new Error(`The provider ${urn} is of a parameterized package, which this engine does not support.`);
  if (isObject(internal) && "envVarMappings" in internal)
    throw new Error(
      `The provider ${urn} has the option envVarMappings, which this engine does not support: it starts no providers, so that it can't give them an environment.`,
    );
}

function withoutInternal(inputs: PropertyMap): PropertyMap {
  const { [INTERNAL]: _, ...rest } = inputs;
  return rest;
}
