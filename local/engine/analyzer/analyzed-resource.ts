import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { toStruct } from "../monitor/requests.ts";
import type { CustomTimeouts, ResourceRecord } from "../state.ts";
import { nameOf, referencedUrn, typeOf } from "../urn.ts";
import { type Acceptance, type PropertyMap, send } from "../wire.ts";

/** A resource as policies are asked about it. */
export interface AnalyzedResource {
  readonly urn: string;
  /** Inputs as the provider's check left them for `analyze` and `remediate`; outputs for `analyzeStack`. */
  readonly properties: PropertyMap;
  readonly protect: boolean;
  readonly parent?: string;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  /** Its former URNs. */
  readonly aliases?: readonly string[];
  readonly customTimeouts?: CustomTimeouts;
  readonly provider?: { readonly urn: string; readonly properties: PropertyMap };
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** How a resource of a state is analysed: by its inputs alone, or with the whole stack by its outputs. */
export function analyzedResource(
  record: ResourceRecord,
  properties: PropertyMap,
  providerOf: (urn: string) => ResourceRecord | undefined,
): AnalyzedResource {
  const provider = record.provider === undefined ? undefined : providerOf(referencedUrn(record.provider));
  const { urn, protect, parent, ignoreChanges, additionalSecretOutputs, customTimeouts } = record;
  const { dependencies, propertyDependencies } = record;
  return {
    urn,
    properties,
    protect,
    ...(parent !== undefined && { parent }),
    ...(ignoreChanges !== undefined && { ignoreChanges }),
    ...(additionalSecretOutputs !== undefined && { additionalSecretOutputs }),
    ...(customTimeouts !== undefined && { customTimeouts }),
    ...(provider !== undefined && { provider: { urn: provider.urn, properties: provider.inputs } }),
    dependencies,
    propertyDependencies,
  };
}

/** `withInternal`: with the inputs that only engine and provider read, as what mends a resource must keep them. */
export function analyzeRequest(
  resource: AnalyzedResource,
  { withInternal }: { readonly withInternal: boolean },
): analyzer.AnalyzeRequest {
  const properties = withInternal ? resource.properties : withoutInternal(resource.properties);
  return new analyzer.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(typeOf(resource.urn))
    .setName(nameOf(resource.urn))
    .setProperties(toStruct(send(properties, { accepts: ACCEPTED })))
    .setOptions(options(resource))
    .setProvider(provider(resource));
}

export function analyzeStackRequest(resources: readonly AnalyzedResource[]): analyzer.AnalyzeStackRequest {
  return new analyzer.AnalyzeStackRequest().setResourcesList(resources.map(stackResource));
}

/** What packs understand: secrets stay secrets through what a policy mends. */
const ACCEPTED: Acceptance = { secrets: true, resources: false, outputs: false };

function withoutInternal(properties: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

function stackResource(resource: AnalyzedResource): analyzer.AnalyzerResource {
  const message = new analyzer.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(typeOf(resource.urn))
    .setName(nameOf(resource.urn))
    .setProperties(toStruct(send(withoutInternal(resource.properties), { accepts: ACCEPTED })))
    .setOptions(options(resource))
    .setProvider(provider(resource))
    .setParent(resource.parent ?? "")
    .setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    if (urns.length === 0) continue;
    message
      .getPropertydependenciesMap()
      .set(property, new analyzer.AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return message;
}

/** The SDK refuses to analyse a resource without options, and options without timeouts. */
function options(resource: AnalyzedResource): analyzer.AnalyzerResourceOptions {
  const { create = 0, update = 0, delete: remove = 0 } = resource.customTimeouts ?? {};
  const { CustomTimeouts } = analyzer.AnalyzerResourceOptions;
  return new analyzer.AnalyzerResourceOptions()
    .setProtect(resource.protect)
    .setParent(resource.parent ?? "")
    .setIgnorechangesList([...(resource.ignoreChanges ?? [])])
    .setDeletebeforereplace(resource.deleteBeforeReplace ?? false)
    .setDeletebeforereplacedefined(resource.deleteBeforeReplace !== undefined)
    .setAdditionalsecretoutputsList([...(resource.additionalSecretOutputs ?? [])])
    .setAliasesList([...(resource.aliases ?? [])])
    .setCustomtimeouts(new CustomTimeouts().setCreate(create).setUpdate(update).setDelete(remove));
}

function provider({ provider }: AnalyzedResource): analyzer.AnalyzerProviderResource | undefined {
  if (provider === undefined) return undefined;
  return new analyzer.AnalyzerProviderResource()
    .setUrn(provider.urn)
    .setType(typeOf(provider.urn))
    .setName(nameOf(provider.urn))
    .setProperties(toStruct(send(withoutInternal(provider.properties), { accepts: ACCEPTED })));
}
