import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type handleUnaryCall, Server, ServerCredentials, type ServerUnaryCall, status } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import monitorService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { CheckFailure } from "../../provider/resource.ts";
import { plainAssets, withHashes } from "../assets.ts";
import type { Deployment } from "../deployment.ts";
import { programDiagnostic } from "../diagnostics.ts";
import type { EngineEvent } from "../events.ts";
import { Stopped } from "../executor.ts";
import type { Project } from "../project.ts";
import type { PluginSource } from "../providers/default-providers.ts";
import { isObject, outputDependencies, type PropertyMap, send, withOutputs } from "../wire.ts";
import { Callbacks } from "./callbacks.ts";
import { callbackErrorHook, callbackHook } from "./hook-callbacks.ts";
import { Registrar } from "./registrar.ts";
import { pluginSource, readGoalOf, toMap, toStruct, urnsByKey } from "./requests.ts";
import { Transforms } from "./transforms.ts";

export interface MonitorOptions {
  readonly project: Project;
  readonly organization: string;
  readonly preview: boolean;
  readonly parallel: number;
  readonly deployment: Deployment;
  readonly onEvent: (event: EngineEvent) => void;
  /** The program has ended well; resolves when the deployment is through. */
  readonly onProgramEnd: () => Promise<void>;
}

/** A package that a program has registered, and refers to by a key. */
interface Package extends PluginSource {
  readonly name: string;
}

/** The SDK's own limit. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

const { ResourceMonitorFeature } = resource;
const FEATURES: readonly resource.ResourceMonitorFeature[] = [
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SENDS_OPTIONS_TO_HOOKS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_PARENT,
];

/** Serves a program the two protocols of Pulumi that it speaks, `ResourceMonitor` and `Engine`, on the loopback interface. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  readonly #callbacks = new Callbacks();
  readonly #transforms = new Transforms(this.#callbacks);
  readonly #packages = new Map<string, Package>();
  readonly #registrar: Registrar;
  #address = "";
  #rootUrn = "";

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#registrar = new Registrar({
      deployment: options.deployment,
      project: options.project,
      info: () => this.#deployment(),
      transforms: this.#transforms,
      package: (reference) => this.#package(reference),
    });
    this.#server.addService(monitorService.ResourceMonitorService, this.#monitor());
    this.#server.addService(engineService.EngineService, this.#engine());
  }

  /** @returns the address, `HOST:PORT`. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        this.#address = `127.0.0.1:${port}`;
        if (error === null) resolve(this.#address);
        else reject(error);
      });
    });
  }

  close(): void {
    this.#callbacks.close();
    this.#server.forceShutdown();
  }

  #monitor(): monitorService.IResourceMonitorServer {
    const { deployment } = this.#options;
    return {
      getDeploymentInfo: unary(() => this.#deploymentInfo()),
      supportsFeature: unary((request) =>
        new resource.SupportsFeatureResponse().setHassupport(FEATURE_NAMES.has(request.getId())),
      ),
      registerResource: unary((request) => this.#registrar.register(request)),
      registerResourceOutputs: unary(async (request) => {
        const outputs = await withHashes(toMap(request.getOutputs()), this.#options.project.programDirectory);
        await deployment.registerOutputs(request.getUrn(), outputs);
        return new empty.Empty();
      }),
      readResource: unary((request) => this.#read(request)),
      invoke: unary((request) => this.#invoke(request)),
      call: unary((request) => this.#call(request)),
      registerStackTransform: unary((transform) => {
        this.#transforms.addToStack(transform);
        return new empty.Empty();
      }),
      registerStackInvokeTransform: unary((transform) => {
        this.#transforms.addToInvokes(transform);
        return new empty.Empty();
      }),
      registerResourceHook: unary((request) => {
        deployment.hooks.register(request.getName(), callbackHook(request, this.#callbacks));
        return new empty.Empty();
      }),
      registerErrorHook: unary((request) => {
        deployment.hooks.registerErrorHook(request.getName(), callbackErrorHook(request, this.#callbacks));
        return new empty.Empty();
      }),
      registerPackage: unary((request) => this.#registerPackage(request)),
      signalAndWaitForShutdown: unary(async () => {
        await this.#options.onProgramEnd();
        return new empty.Empty();
      }),
      existsResource: unsupported((request) => `looking for an existing ${request.getType()}`),
    };
  }

  #engine(): engineService.IEngineServer {
    const { deployment, project, onEvent } = this.#options;
    return {
      log: unary((request) => {
        if (!deployment.hasStopped) onEvent(programDiagnostic(request, project.directory));
        return new empty.Empty();
      }),
      getRootResource: unary(() => new engine.GetRootResourceResponse().setUrn(this.#rootUrn)),
      setRootResource: unary((request) => {
        this.#rootUrn = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
      // What a program requires is the CLI that deploys it to AWS.
      requirePulumiVersion: unary(() => new engine.RequirePulumiVersionResponse()),
      startDebugging: unsupported(() => "a debugger"),
    };
  }

  #deployment() {
    const { project, organization, preview, parallel } = this.#options;
    const { config, secretKeys } = project;
    const { project: name, stack } = project;
    return {
      project: name,
      stack,
      organization,
      config,
      secretKeys,
      preview,
      parallel,
      monitor: this.#address,
    };
  }

  #deploymentInfo(): resource.DeploymentInfo {
    const { project, organization, preview, parallel } = this.#options;
    const info = new resource.DeploymentInfo()
      .setProject(project.project)
      .setStack(project.stack)
      .setOrganization(organization)
      .setDryrun(preview)
      .setParallel(parallel)
      .setConfigsecretkeysList([...project.secretKeys])
      .setSupportedfeaturesList([...FEATURES]);
    for (const [key, value] of Object.entries(project.config)) info.getConfigMap().set(key, value);
    return info;
  }

  #registerPackage(request: resource.RegisterPackageRequest): resource.RegisterPackageResponse {
    const name = request.getName();
    if (request.hasParameterization())
      throw new Error(`The local engine does not support the parameterized package ${name}.`);
    if (request.hasExtension$())
      throw new Error(`The local engine does not support the package ${name}, which extends another.`);
    const registered: Package = { name, ...pluginSource(request.getVersion(), request.getDownloadUrl()) };
    const known = [...this.#packages].find(([, each]) => isDeepStrictEqual(each, registered));
    const reference = known?.[0] ?? randomUUID();
    this.#packages.set(reference, registered);
    return new resource.RegisterPackageResponse().setRef(reference);
  }

  #package(reference: string): Package | undefined {
    if (reference === "") return undefined;
    const known = this.#packages.get(reference);
    if (known === undefined) throw new Error(`unknown provider package '${reference}'`);
    return known;
  }

  async #read(request: resource.ReadResourceRequest): Promise<resource.ReadResourceResponse> {
    const known = this.#package(request.getPackageref());
    const goal = readGoalOf(request);
    const { urn, id, outputs } = await this.#options.deployment.read({
      ...goal,
      ...pluginSource(request.getVersion(), request.getPlugindownloadurl(), known),
    });
    this.#registrar.settled(urn, request.getParent(), { custom: true, created: id !== "" });
    return new resource.ReadResourceResponse().setUrn(urn).setProperties(
      toStruct(
        send(outputs, {
          accepts: {
            secrets: request.getAcceptsecrets(),
            resources: request.getAcceptresources(),
            outputs: false,
          },
        }),
      ),
    );
  }

  async #invoke(request: resource.ResourceInvokeRequest): Promise<resource.ResourceInvokeResponse> {
    const { deployment } = this.#options;
    const token = request.getTok();
    const transformed = new resource.TransformInvokeRequest()
      .setToken(token)
      .setArgs(request.getArgs())
      .setOptions(
        new resource.TransformInvokeOptions()
          .setProvider(this.#registrar.inheritedProvider(request.getProvider(), request.getParent(), token))
          .setVersion(request.getVersion())
          .setPluginDownloadUrl(request.getPlugindownloadurl()),
      );
    await this.#transforms.applyToInvoke(transformed);
    const options = transformed.getOptions();
    const known = this.#package(request.getPackageref());
    const plugin = pluginSource(options?.getVersion() ?? "", options?.getPluginDownloadUrl() ?? "", known);
    const client = await deployment
      .providerReference(token, options?.getProvider() || undefined, plugin)
      .then((reference) => deployment.provider(reference))
      .catch((error: unknown) => {
        if (error instanceof Stopped) throw error;
        throw new Error(`Invoke: ${messageOf(error)}`, { cause: error });
      });
    if (await this.#registrar.registrations.hasUnresolved(request.getDependsonList()))
      return new resource.ResourceInvokeResponse().setUnknown(true);
    let answer: Awaited<ReturnType<typeof client.invoke>>;
    try {
      answer = await client.invoke(token, plainAssets(toMap(transformed.getArgs())) as PropertyMap);
    } catch (error) {
      throw new Error(`invocation of ${token} returned an error: ${messageOf(error)}`, { cause: error });
    }
    const resources = request.getAcceptresources() || token === "pulumi:pulumi:getResource";
    return new resource.ResourceInvokeResponse()
      .setFailuresList(failures(answer.failures))
      .setReturn(
        toStruct(send(answer.properties, { accepts: { secrets: true, resources, outputs: false } })),
      );
  }

  async #call(request: resource.ResourceCallRequest): Promise<provider.CallResponse> {
    const { deployment } = this.#options;
    const token = request.getTok();
    const args = withOutputs(toMap(request.getArgs())) as PropertyMap;
    const { self: explicit } = this.#selfProvider(token, toMap(request.getArgs()));
    const known = this.#package(request.getPackageref());
    const reference = await deployment.providerReference(
      token,
      explicit ?? (request.getProvider() || undefined),
      pluginSource(request.getVersion(), request.getPlugindownloadurl(), known),
    );
    const argDependencies = urnsByKey(request.getArgdependenciesMap());
    let answer: Awaited<ReturnType<ReturnType<typeof deployment.provider>["call"]>>;
    try {
      answer = await deployment.provider(reference).call({
        deployment: this.#deployment(),
        token,
        args,
        argDependencies: Object.fromEntries(
          Object.entries(args).map(([key, value]) => [key, union(argDependencies[key], value)]),
        ),
      });
    } catch (error) {
      deployment.fail(new Error(`call to function '${token}' failed: ${messageOf(error)}`));
      throw new Stopped();
    }
    const { properties, dependencies } = answer;
    const response = new provider.CallResponse()
      .setFailuresList(failures(answer.failures))
      .setReturn(toStruct(send(properties, { accepts: { secrets: true, resources: true, outputs: false } })));
    for (const [key, value] of Object.entries(properties))
      response
        .getReturndependenciesMap()
        .set(
          key,
          new provider.CallResponse.ReturnDependencies().setUrnsList(union(dependencies[key], value)),
        );
    return response;
  }

  /** The provider of the resource whose method is called, or the provider itself that is. */
  #selfProvider(token: string, args: PropertyMap): { readonly self?: string } {
    const self = args.__self__;
    if (!isObject(self)) return {};
    if (token.startsWith("pulumi:providers:")) return { self: `${self.urn}::${self.id}` };
    const provider = this.#registrar.providerOf(String(self.urn));
    if (provider === undefined) throw new Error(`unknown resource ${self.urn}`);
    return provider === "" ? {} : { self: provider };
  }
}

const FEATURE_NAMES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "replacementTrigger",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
  "sendsOptionsToHooks",
]);

function union(urns: readonly string[] = [], value: unknown): string[] {
  return [...new Set([...urns, ...outputDependencies(value)])];
}

function failures(given: readonly CheckFailure[]): provider.CheckFailure[] {
  return given.map(({ property, reason }) =>
    new provider.CheckFailure().setProperty(property).setReason(reason),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Answers a call with what `answer` returns, and tells the program to stop when the deployment has. */
function unary<Request, Response>(
  answer: (request: Request) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({
            code: error instanceof Stopped ? status.UNAVAILABLE : status.UNKNOWN,
            details: messageOf(error),
          }),
      );
  };
}

function unsupported<Request, Response>(
  describe: (request: Request) => string,
): handleUnaryCall<Request, Response> {
  return unary((request) => {
    throw new Error(`The local engine does not support ${describe(request)}.`);
  });
}
