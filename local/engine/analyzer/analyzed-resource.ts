import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { toStruct } from "../monitor/requests.ts";
import type { ResourceRecord } from "../state.ts";
import { nameOf, referencedUrn, typeOf } from "../urn.ts";
import { PLAIN, type PropertyMap, send } from "../wire.ts";

/** A resource as policies are asked about it. */
export interface AnalyzedResource {
  readonly urn: string;
  /** Inputs as the provider's check left them for `analyze` and `remediate`; outputs for `analyzeStack`. */
  readonly properties: PropertyMap;
  readonly protect: boolean;
  readonly parent?: string;
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
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
  const { urn, protect, parent, ignoreChanges, additionalSecretOutputs } = record;
  const { dependencies, propertyDependencies } = record;
  return {
    urn,
    properties,
    protect,
    ...(parent !== undefined && { parent }),
    ...(ignoreChanges !== undefined && { ignoreChanges }),
    ...(additionalSecretOutputs !== undefined && { additionalSecretOutputs }),
    ...(provider !== undefined && { provider: { urn: provider.urn, properties: provider.inputs } }),
    dependencies,
    propertyDependencies,
  };
}

export function analyzeRequest(resource: AnalyzedResource): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(typeOf(resource.urn))
    .setName(nameOf(resource.urn))
    .setProperties(toStruct(send(resource.properties, { accepts: PLAIN })))
    .setOptions(options(resource))
    .setProvider(provider(resource));
}

export function analyzeStackRequest(resources: readonly AnalyzedResource[]): analyzer.AnalyzeStackRequest {
  return new analyzer.AnalyzeStackRequest().setResourcesList(resources.map(stackResource));
}

function stackResource(resource: AnalyzedResource): analyzer.AnalyzerResource {
  const message = new analyzer.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(typeOf(resource.urn))
    .setName(nameOf(resource.urn))
    .setProperties(toStruct(send(resource.properties, { accepts: PLAIN })))
    .setOptions(options(resource))
    .setProvider(provider(resource))
    .setParent(resource.parent ?? "")
    .setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    message
      .getPropertydependenciesMap()
      .set(property, new analyzer.AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return message;
}

/** The SDK refuses to analyse a resource without options. */
function options(resource: AnalyzedResource): analyzer.AnalyzerResourceOptions {
  return new analyzer.AnalyzerResourceOptions()
    .setProtect(resource.protect)
    .setParent(resource.parent ?? "")
    .setIgnorechangesList([...(resource.ignoreChanges ?? [])])
    .setAdditionalsecretoutputsList([...(resource.additionalSecretOutputs ?? [])]);
}

function provider({ provider }: AnalyzedResource): analyzer.AnalyzerProviderResource | undefined {
  if (provider === undefined) return undefined;
  return new analyzer.AnalyzerProviderResource()
    .setUrn(provider.urn)
    .setType(typeOf(provider.urn))
    .setName(nameOf(provider.urn))
    .setProperties(toStruct(send(provider.properties, { accepts: PLAIN })));
}
