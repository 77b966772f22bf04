import type { CheckResponse, DiffResponse, PropertyDiffKind, Provider } from "../provider/provider.ts";
import { UNKNOWN } from "../provider/resource.ts";
import type { Goal } from "./goal.ts";
import { pathContains } from "./paths.ts";
import { providerResources } from "./provider-resources.ts";
import type { ResourceRecord } from "./state.ts";
import { isProviderType, nameOf, typeOf } from "./urn.ts";
import {
  forComparison,
  forProvider,
  markKeys,
  markSecrets,
  normalize,
  type PropertyMap,
  withoutSecrets,
} from "./wire.ts";

/** The provider as the engine calls it: with what the state holds in, with what it shall hold out. */
export class ProviderCalls {
  readonly #provider: Provider;
  readonly #configurations: Provider;
  readonly #preview: boolean;

  constructor(provider: Provider, preview: boolean) {
    this.#provider = provider;
    this.#configurations = providerResources(provider);
    this.#preview = preview;
  }

  /** The checked inputs. @throws {Error} with every failure, as Pulumi words them. */
  async check(urn: string, inputs: PropertyMap, oldInputs: PropertyMap): Promise<PropertyMap> {
    const response = await this.#for(urn).check({
      ...identity(urn),
      olds: forProvider(oldInputs),
      news: forProvider(inputs),
    });
    return accept(urn, inputs, response);
  }

  async checkConfig(urn: string, inputs: PropertyMap): Promise<PropertyMap> {
    const response = await this.#provider.checkConfig({ ...identity(urn), news: forProvider(inputs) });
    return accept(urn, inputs, response);
  }

  async diff(
    old: ResourceRecord,
    inputs: PropertyMap,
    goal: Pick<Goal, "ignoreChanges" | "replaceOnChanges">,
  ): Promise<DiffResponse> {
    const response = await this.#for(old.urn).diff({
      ...identity(old.urn),
      id: old.id ?? "",
      olds: forComparison(old.outputs),
      oldInputs: forComparison(old.inputs),
      news: forComparison(inputs),
      ignoreChanges: goal.ignoreChanges,
    });
    return goal.replaceOnChanges.length === 0 ? response : replaceOn(response, goal.replaceOnChanges);
  }

  /** What would become of a dependent, were what the named inputs come from made anew. */
  async diffWithUnknown(old: ResourceRecord, properties: readonly string[]): Promise<DiffResponse> {
    const inputs = { ...old.inputs, ...Object.fromEntries(properties.map((key) => [key, UNKNOWN])) };
    return await this.diff(old, inputs, { ignoreChanges: [], replaceOnChanges: [] });
  }

  async create(
    urn: string,
    inputs: PropertyMap,
    secretOutputs: readonly string[],
  ): Promise<{ id: string; outputs: PropertyMap }> {
    const { id, properties } = await this.#for(urn).create({
      ...identity(urn),
      properties: forProvider(inputs),
      preview: this.#preview,
    });
    return { id, outputs: this.#outputs(properties, inputs, secretOutputs) };
  }

  async update(
    urn: string,
    old: ResourceRecord,
    inputs: PropertyMap,
    goal: Pick<Goal, "ignoreChanges" | "additionalSecretOutputs">,
  ): Promise<PropertyMap> {
    const properties = await this.#for(urn).update({
      ...identity(urn),
      id: old.id ?? "",
      olds: forComparison(old.outputs),
      oldInputs: forComparison(old.inputs),
      news: forProvider(inputs),
      ignoreChanges: goal.ignoreChanges,
      preview: this.#preview,
    });
    return this.#outputs(properties, inputs, goal.additionalSecretOutputs);
  }

  /** Deletes for good, unless at preview or the resource is to be retained. */
  async delete(record: ResourceRecord): Promise<void> {
    if (this.#preview || record.retainOnDelete || !record.custom || record.external) return;
    await this.#for(record.urn).delete({
      ...identity(record.urn),
      id: record.id ?? "",
      properties: forProvider(record.outputs),
      oldInputs: forProvider(record.inputs),
    });
  }

  /** @throws {Error} when there is no such resource. */
  async read(
    urn: string,
    id: string,
    properties: PropertyMap,
    secretOutputs: readonly string[],
  ): Promise<{ id: string; outputs: PropertyMap }> {
    const found = await this.#for(urn).read({ ...identity(urn), id, properties: forProvider(properties) });
    if (found === undefined) throw new Error(`resource '${id}' does not exist`);
    return { id: found.id, outputs: this.#outputs(found.properties, properties, secretOutputs) };
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    return normalize(await this.#provider.invoke({ token, args: forProvider(args), preview: this.#preview }));
  }

  async construct(urn: string, inputs: PropertyMap): Promise<PropertyMap> {
    const { state } = await this.#provider.construct({ ...identity(urn), inputs: forProvider(inputs) });
    return markSecrets(normalize(state), inputs);
  }

  #for(urn: string): Provider {
    return isProviderType(typeOf(urn)) ? this.#configurations : this.#provider;
  }

  #outputs(answered: PropertyMap, inputs: PropertyMap, secretOutputs: readonly string[]): PropertyMap {
    return markKeys(markSecrets(normalize(answered), inputs), secretOutputs);
  }
}

function identity(urn: string): { urn: string; type: string; name: string } {
  return { urn, type: typeOf(urn), name: nameOf(urn) };
}

function accept(urn: string, inputs: PropertyMap, response: CheckResponse): PropertyMap {
  if (response.failures.length === 0) return markSecrets(normalize(response.inputs), inputs);
  const problems = response.failures.map(({ property, reason }) =>
    property === ""
      ? `${typeOf(urn)} resource '${nameOf(urn)}' has a problem: ${reason}`
      : `${typeOf(urn)} resource '${nameOf(urn)}': property ${property} value ${shown(inputs, property)} has a problem: ${reason}`,
  );
  throw new Error(problems.join("\n"));
}

function shown(inputs: PropertyMap, property: string): string {
  const value = inputs[property.split(/[.[]/, 1)[0] ?? property];
  return withoutSecrets(value) === value || JSON.stringify(withoutSecrets(value)) === JSON.stringify(value)
    ? `{${JSON.stringify(value) ?? ""}}`
    : "{[secret]}";
}

/** Turns updates into replacements where the option `replaceOnChanges` names what differs. */
function replaceOn(diff: DiffResponse, patterns: readonly string[]): DiffResponse {
  const replaces = new Set(diff.replaces);
  const detailedDiff: Record<string, PropertyDiffKind> = {};
  for (const [path, kind] of Object.entries(diff.detailedDiff)) {
    const replace = patterns.some((pattern) => pathContains(pattern, path));
    detailedDiff[path] =
      replace && !kind.endsWith("-replace") ? (`${kind}-replace` as PropertyDiffKind) : kind;
    if (replace) replaces.add(path.split(/[.[]/, 1)[0] ?? path);
  }
  return { ...diff, replaces: [...replaces], detailedDiff };
}
