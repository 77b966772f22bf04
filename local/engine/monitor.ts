import { type handleUnaryCall, Server, ServerCredentials, type ServerUnaryCall, status } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import monitorService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Deployment } from "./deployment.ts";
import { programDiagnostic } from "./diagnostics.ts";
import type { EngineEvent } from "./events.ts";
import { Stopped } from "./executor.ts";
import type { Project } from "./project.ts";
import { goalOf, optional, readGoalOf, toMap, toStruct, transformRequest } from "./requests.ts";
import { Transforms } from "./transforms.ts";
import { createUrn } from "./urn.ts";

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

/** The SDK's own limit. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

const FEATURES: readonly resource.ResourceMonitorFeature[] = [
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  resource.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
];

/** Serves a program the two protocols of Pulumi that it speaks, `ResourceMonitor` and `Engine`, on the loopback interface. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  readonly #transforms = new Transforms();
  #rootUrn = "";

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#server.addService(monitorService.ResourceMonitorService, this.#monitor());
    this.#server.addService(engineService.EngineService, this.#engine());
  }

  /** @returns the address, `HOST:PORT`. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(`127.0.0.1:${port}`);
        else reject(error);
      });
    });
  }

  close(): void {
    this.#transforms.close();
    this.#server.forceShutdown();
  }

  #monitor(): monitorService.IResourceMonitorServer {
    const { deployment } = this.#options;
    return {
      getDeploymentInfo: unary(() => this.#deploymentInfo()),
      supportsFeature: unary(() => new resource.SupportsFeatureResponse().setHassupport(false)),
      registerResource: unary((request) => this.#register(request)),
      registerResourceOutputs: unary((request) => {
        deployment.registerOutputs(request.getUrn(), toMap(request.getOutputs()));
        return new empty.Empty();
      }),
      readResource: unary(async (request) => {
        const { urn, outputs } = await deployment.read(readGoalOf(request));
        return new resource.ReadResourceResponse().setUrn(urn).setProperties(toStruct(outputs));
      }),
      invoke: unary(async (request) => {
        const { provider } = optional("provider", request.getProvider());
        const { version } = optional("version", request.getVersion());
        const result = await deployment.invoke(request.getTok(), toMap(request.getArgs()), provider, version);
        return new resource.ResourceInvokeResponse().setReturn(toStruct(result));
      }),
      registerStackTransform: unary((transform) => {
        this.#transforms.addToStack(transform);
        return new empty.Empty();
      }),
      signalAndWaitForShutdown: unary(async () => {
        await this.#options.onProgramEnd();
        return new empty.Empty();
      }),
      call: unsupported((request) => `the method ${request.getTok()}`),
      existsResource: unsupported((request) => `looking for an existing ${request.getType()}`),
      registerPackage: unsupported((request) => `the parameterized package ${request.getName()}`),
      registerStackInvokeTransform: unsupported(() => "invoke transforms"),
      registerResourceHook: unsupported(() => "resource hooks"),
      registerErrorHook: unsupported(() => "error hooks"),
    };
  }

  #engine(): engineService.IEngineServer {
    return {
      log: unary((request) => {
        if (!this.#options.deployment.failed)
          this.#options.onEvent(programDiagnostic(request, this.#options.project.directory));
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

  async #register(request: resource.RegisterResourceRequest): Promise<resource.RegisterResourceResponse> {
    const { deployment, project } = this.#options;
    const urn = createUrn(project, request.getParent() || undefined, request.getType(), request.getName());
    const registered = await deployment.attempt(urn, async () => {
      this.#transforms.addToResource(urn, request.getParent(), request.getTransformsList());
      const transformed = transformRequest(request);
      await this.#transforms.apply(transformed, request.getTransformsList());
      return await deployment.register(goalOf(request, transformed));
    });
    return new resource.RegisterResourceResponse()
      .setUrn(registered.urn)
      .setId(registered.id)
      .setObject(toStruct(registered.outputs));
  }
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
            details: error instanceof Error ? error.message : String(error),
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
