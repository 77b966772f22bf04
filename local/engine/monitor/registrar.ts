import type callback from "@pulumi/pulumi/proto/callback_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { DeploymentInfo } from "../../provider/provider.ts";
import { withHashes } from "../assets.ts";
import type { Deployment } from "../deployment.ts";
import { Stopped } from "../executor.ts";
import type { Registered } from "../goal.ts";
import type { Project } from "../project.ts";
import { type PluginSource, withSource } from "../providers/default-providers.ts";
import { isProviderType, packageOf, referencedUrn, typeOf } from "../urn.ts";
import {
  containsUnknown,
  hasSignature,
  OUTPUT,
  outputDependencies,
  type PropertyMap,
  SIGNATURE,
  send,
  withOutputs,
  withoutOutputs,
} from "../wire.ts";
import { Registrations } from "./registrations.ts";
import {
  goalOf,
  hookBindings,
  optional,
  pluginSource,
  projectPosition,
  source,
  timeoutTexts,
  toMap,
  toStruct,
  transformRequest,
  urnsByKey,
} from "./requests.ts";
import type { Transforms } from "./transforms.ts";

export interface RegistrarOptions {
  readonly deployment: Deployment;
  readonly project: Project;
  readonly info: () => DeploymentInfo;
  readonly transforms: Transforms;
  /** A package that the program has registered; undefined for an empty reference. */
  readonly package: (reference: string) => PluginSource | undefined;
}

/** What children take over from a resource. */
interface Inheritance {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  readonly provider: string;
}

type Dependencies = Readonly<Record<string, readonly string[]>>;

interface Depending {
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Dependencies;
}

interface Providers {
  /** For what is below a component, by package. */
  readonly providers: Readonly<Record<string, string>>;
  /** Its own. */
  readonly provider: string;
}

/** Takes the registrations of a program: completes them by what is inherited and transformed, and hands them on. */
export class Registrar {
  readonly registrations = new Registrations();
  readonly #options: RegistrarOptions;
  readonly #inheritance = new Map<string, Inheritance>();
  /** By the URN of a component, then by package: the provider for what is below. */
  readonly #componentProviders = new Map<string, Readonly<Record<string, string>>>();

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  async register(request: resource.RegisterResourceRequest): Promise<resource.RegisterResourceResponse> {
    return await this.registrations.during(request.getParent(), () => this.#register(request));
  }

  /** Notes that a resource is registered. */
  settled(urn: string, parent: string, registration: { custom: boolean; created: boolean }): void {
    this.registrations.add(urn, parent, registration);
  }

  /** The provider that a resource was registered with. */
  providerOf(urn: string): string | undefined {
    return this.#inheritance.get(urn)?.provider;
  }

  /** The explicit provider, or that of the component `parent` for the package of `token`, or an empty string. */
  inheritedProvider(explicit: string, parent: string, token: string): string {
    return explicit || (this.#componentProviders.get(parent)?.[packageOf(token)] ?? "");
  }

  async #register(request: resource.RegisterResourceRequest): Promise<resource.RegisterResourceResponse> {
    const { deployment, transforms, project } = this.#options;
    this.#refuseUnsupported(request);
    this.#inherit(request);
    const parent = request.getParent();
    const given = await withHashes(toMap(request.getObject()), project.programDirectory);
    const byProperty = propertyDependencies(request, given);
    const isTransformed = request.getTransformsList().length > 0;
    const upgraded = withOutputs(given) as PropertyMap;
    const transformed = transformRequest(
      request,
      isTransformed ? withDependencies(upgraded, byProperty) : upgraded,
    );
    const own = transforms.own(request);
    await transforms.apply(transformed, own, this.registrations.ancestors(parent));
    const properties = await withHashes(toMap(transformed.getProperties()), project.programDirectory);
    const depending = dependencies(request, transformed, properties, byProperty);
    const providers = this.#providers(request, transformed);
    const provider = await this.#provider(request, transformed);
    const registered = request.getRemote()
      ? await this.#construct(request, transformed, properties, { ...depending, providers, provider })
      : await deployment.register({
          ...goalOf(transformed),
          inputs: this.#inputs(request, transformed, withoutOutputs(properties) as PropertyMap),
          ...depending,
          ...optional("provider", provider),
          ...source(request.getStacktrace()),
          ...optional(
            "sourcePosition",
            projectPosition(request.getSourceposition(), project.directory) ?? "",
          ),
        });
    this.#remember(request, transformed, registered, { own, providers, provider });
    return respond(request, registered);
  }

  #refuseUnsupported(request: resource.RegisterResourceRequest): void {
    const name = `${request.getType()} '${request.getName()}'`;
    if (request.getStateMigrationsList().length > 0)
      throw new Error(`${name} has the option stateMigrations, which this engine does not support.`);
    if (request.getEnvvarmappingsMap().getLength() > 0)
      throw new Error(`${name} has the option envVarMappings, which this engine does not support.`);
    if (request.getSnippetid() !== "")
      throw new Error(`${name} is part of a snippet, which this engine does not support.`);
  }

  /** Completes a registration by what its parent hands down. */
  #inherit(request: resource.RegisterResourceRequest): void {
    const from = this.#inheritance.get(request.getParent());
    if (from !== undefined) {
      if (request.getDeletedwith() === "") request.setDeletedwith(from.deletedWith);
      if (!request.hasProtect() && from.protect !== undefined) request.setProtect(from.protect);
      if (!request.hasRetainondelete() && from.retainOnDelete !== undefined)
        request.setRetainondelete(from.retainOnDelete);
      const pkg = from.provider === "" ? "" : packageOf(typeOf(referencedUrn(from.provider)));
      const isComponent = !request.getRemote() && !request.getCustom();
      if (request.getProvider() === "" && (isComponent || pkg === packageOf(request.getType())))
        request.setProvider(from.provider);
    }
    if (!request.getCustom() && !request.getRemote()) return;
    if (request.getProvider() !== "" || isProviderType(request.getType())) return;
    const mapped = request.getProvidersMap().get(packageOf(request.getType()));
    request.setProvider(mapped ?? this.inheritedProvider("", request.getParent(), request.getType()));
  }

  /** The providers of a component, its own before those of the component it is in. */
  #providers(
    request: resource.RegisterResourceRequest,
    transformed: resource.TransformRequest,
  ): Readonly<Record<string, string>> {
    const own = transformed.getOptions()?.getProvidersMap().getEntryList() ?? [];
    const inherited = request.getCustom() ? undefined : this.#componentProviders.get(request.getParent());
    return { ...inherited, ...Object.fromEntries(own) };
  }

  /** The inputs of a provider resource hold its version as well. */
  #inputs(
    request: resource.RegisterResourceRequest,
    transformed: resource.TransformRequest,
    inputs: PropertyMap,
  ): PropertyMap {
    const type = request.getType();
    if (!isProviderType(type)) return inputs;
    const given = this.#source(request, transformed);
    const version = given.version ?? this.#options.deployment.installedVersion(packageOf(type));
    return withSource(inputs, { ...given, ...(version !== undefined && { version }) });
  }

  /** `URN::ID` of the provider; empty for what has none: components that are not remote, and providers. */
  async #provider(
    request: resource.RegisterResourceRequest,
    transformed: resource.TransformRequest,
  ): Promise<string> {
    const type = request.getType();
    if (!request.getRemote() && (!request.getCustom() || isProviderType(type))) return "";
    return await this.#options.deployment.resourceProvider({
      type,
      name: request.getName(),
      ...optional("parent", request.getParent()),
      ...optional("provider", transformed.getOptions()?.getProvider() ?? ""),
      ...this.#source(request, transformed),
      ...source(request.getStacktrace()),
    });
  }

  #source(request: resource.RegisterResourceRequest, transformed: resource.TransformRequest): PluginSource {
    const options = transformed.getOptions() ?? new resource.TransformResourceOptions();
    const known = this.#options.package(request.getPackageref());
    return pluginSource(options.getVersion(), options.getPluginDownloadUrl(), known);
  }

  async #construct(
    request: resource.RegisterResourceRequest,
    transformed: resource.TransformRequest,
    inputs: PropertyMap,
    { dependencies, propertyDependencies, providers, provider }: Depending & Providers,
  ): Promise<Registered & { readonly outputDependencies: Dependencies }> {
    const { deployment, info } = this.#options;
    const type = request.getType();
    const name = request.getName();
    const options = transformed.getOptions() ?? new resource.TransformResourceOptions();
    const goal = goalOf(transformed);
    const timeouts = options.getCustomTimeouts();
    try {
      const constructed = await deployment.provider(provider).construct({
        deployment: info(),
        type,
        name,
        ...optional("parent", request.getParent()),
        inputs,
        inputDependencies: propertyDependencies,
        options: {
          aliases: goal.aliases,
          dependencies,
          providers,
          ...(options.hasProtect() ? { protect: goal.protect } : {}),
          additionalSecretOutputs: goal.additionalSecretOutputs,
          ...(timeouts === undefined ? {} : { customTimeouts: timeoutTexts(timeouts) }),
          ...optional("deletedWith", options.getDeletedWith()),
          replaceWith: options.getReplaceWithList(),
          ...(goal.deleteBeforeReplace === undefined
            ? {}
            : { deleteBeforeReplace: goal.deleteBeforeReplace }),
          ignoreChanges: goal.ignoreChanges,
          replaceOnChanges: goal.replaceOnChanges,
          ...("replacementTrigger" in goal ? { replacementTrigger: goal.replacementTrigger } : {}),
          ...(options.hasRetainOnDelete() ? { retainOnDelete: goal.retainOnDelete } : {}),
          hooks: hookBindings(options.getHooks()) ?? {},
        },
      });
      if (constructed === "unknown")
        return {
          ...(await deployment.register({ ...goal, dependencies, propertyDependencies, inputs: {} })),
          outputDependencies: {},
        };
      const { urn, state, stateDependencies } = constructed;
      const outputDependenciesByKey = Object.entries(state).map(([key, value]) => [
        key,
        [...new Set([...(stateDependencies[key] ?? []), ...outputDependencies(value)])],
      ]);
      return {
        urn,
        id: "",
        outputs: state,
        outputDependencies: Object.fromEntries(outputDependenciesByKey),
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      deployment.fail(new Error(`${type} resource '${name}' has a problem: ${reason}`));
      throw new Stopped();
    }
  }

  #remember(
    request: resource.RegisterResourceRequest,
    transformed: resource.TransformRequest,
    { urn, id }: Registered,
    { own, providers, provider }: Providers & { readonly own: readonly callback.Callback[] },
  ): void {
    const custom = request.getCustom();
    const options = transformed.getOptions() ?? new resource.TransformResourceOptions();
    if (!request.getRemote())
      this.#inheritance.set(urn, {
        protect: options.hasProtect() ? options.getProtect() : undefined,
        retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
        deletedWith: options.getDeletedWith(),
        provider,
      });
    this.#options.transforms.remember(urn, own);
    if (!custom) this.#componentProviders.set(urn, providers);
    this.settled(urn, request.getParent(), { custom, created: id !== "" });
  }
}

/** A resource without dependencies by property has all of its dependencies on each of them. */
function propertyDependencies(
  request: resource.RegisterResourceRequest,
  properties: PropertyMap,
): Dependencies {
  const given = urnsByKey(request.getPropertydependenciesMap());
  if (Object.keys(given).length > 0 || request.getRemote()) return given;
  const all = request.getDependenciesList();
  return Object.fromEntries(Object.keys(properties).map((key) => [key, all]));
}

/** Puts dependencies by property into the values, for transforms to see and to keep. */
function withDependencies(properties: PropertyMap, byProperty: Dependencies): PropertyMap {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const known = outputDependencies(value);
      const wanted = byProperty[key] ?? [];
      if (wanted.every((urn) => known.has(urn))) return [key, value];
      const output: PropertyMap = hasSignature(value, OUTPUT) ? value : { [SIGNATURE]: OUTPUT, value };
      const own = Array.isArray(output.dependencies) ? output.dependencies.map(String) : [];
      return [key, { ...output, dependencies: [...new Set([...own, ...wanted])] }];
    }),
  );
}

/** What a resource depends on. With transforms of its own, that is what they have left in options and values. */
function dependencies(
  request: resource.RegisterResourceRequest,
  transformed: resource.TransformRequest,
  properties: PropertyMap,
  byProperty: Dependencies,
): Depending {
  const inValues = Object.entries(properties).map(
    ([key, value]) => [key, outputDependencies(value)] as const,
  );
  if (request.getTransformsList().length === 0) {
    const merged = new Map(Object.entries(byProperty).map(([key, urns]) => [key, new Set(urns)]));
    for (const [key, urns] of inValues) merged.set(key, new Set([...(merged.get(key) ?? []), ...urns]));
    return {
      dependencies: request.getDependenciesList(),
      propertyDependencies: Object.fromEntries([...merged].map(([key, urns]) => [key, [...urns]])),
    };
  }
  const all = new Set(transformed.getOptions()?.getDependsOnList() ?? []);
  for (const [, urns] of inValues) for (const urn of urns) all.add(urn);
  return {
    dependencies: [...all],
    propertyDependencies: Object.fromEntries(inValues.map(([key, urns]) => [key, [...urns]])),
  };
}

function respond(
  request: resource.RegisterResourceRequest,
  registered: Registered & { readonly outputDependencies?: Dependencies },
): resource.RegisterResourceResponse {
  const { urn, id, result, unknown } = registered;
  if (result !== undefined && !request.getSupportsresultreporting())
    throw new Error("resource registration failed");
  const outputs = request.getCustom() || request.getRemote() ? registered.outputs : {};
  const partial = request.getSupportspartialvalues()
    ? outputs
    : Object.fromEntries(Object.entries(outputs).filter(([, value]) => !containsUnknown(value)));
  const response = new resource.RegisterResourceResponse()
    .setUrn(urn)
    .setId(id)
    .setUnknown(unknown ?? false)
    .setResult(RESULTS[result ?? "succeeded"])
    .setObject(
      toStruct(
        send(partial, {
          accepts: {
            secrets: request.getAcceptsecrets(),
            resources: request.getAcceptresources(),
            outputs: false,
          },
        }),
      ),
    );
  for (const [key, urns] of Object.entries(registered.outputDependencies ?? {}))
    response
      .getPropertydependenciesMap()
      .set(key, new resource.RegisterResourceResponse.PropertyDependencies().setUrnsList([...urns]));
  return response;
}

const RESULTS = {
  succeeded: resource.Result.SUCCESS,
  failed: resource.Result.FAIL,
  // `SKIP` of the protocol, which the SDK's own messages do not name yet.
  skipped: 2 as resource.Result,
} as const;
