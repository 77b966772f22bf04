import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  setLogVerbosity,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Capabilities, Provider } from "../../provider/provider.ts";
import { toMap, toStruct } from "../monitor/requests.ts";
import { constructRequest, constructResponse } from "../remote-provider/construct-message.ts";
import { diffResponse } from "../remote-provider/diff-message.ts";
import { normalize } from "../wire.ts";
import {
  checkRequest,
  configureRequest,
  createRequest,
  deleteRequest,
  diffRequest,
  readRequest,
  updateRequest,
} from "./requests.ts";
import {
  checkResponse,
  configureResponse,
  createResponse,
  handshakeResponse,
  invokeResponse,
  readResponse,
} from "./responses.ts";
import { unary, unimplemented } from "./unary.ts";

export interface ProviderServerOptions {
  /** Makes a provider for each connection: an engine has one for each provider resource, and says with no call which. */
  readonly open: () => Provider;
  /** The version of the package whose place the provider takes. */
  readonly version: string;
}

const UNLIMITED = -1;

// What the library has to say comes as an error, too.
setLogVerbosity(logVerbosity.NONE);

const NO_SCHEMA =
  "This provider has no schema that code could be generated from: call pulumi import with --generate-code=false.";

const NOTHING: Capabilities = {
  acceptSecrets: false,
  acceptResources: false,
  acceptOutputs: false,
  supportsPreview: false,
};

/** Serves a provider by Pulumi's protocol: what `PULUMI_DEBUG_PROVIDERS` has a `pulumi` command attach to. */
export class ProviderServer {
  readonly #open: () => Provider;
  readonly #version: string;
  /** By the address of who calls. */
  readonly #providers = new Map<string, Provider>();
  readonly #server = new Server({
    "grpc.max_receive_message_length": UNLIMITED,
    "grpc.max_send_message_length": UNLIMITED,
  });

  constructor({ open, version }: ProviderServerOptions) {
    this.#open = open;
    this.#version = version;
    this.#server.addService(services.ResourceProviderService, this.#implementation());
  }

  /** @returns the port. @throws {Error} with the code `EADDRINUSE` when another has it. */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else if (error.message.includes("EADDRINUSE"))
          reject(Object.assign(error, { code: "EADDRINUSE", port }));
        else reject(error);
      });
    });
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #implementation(): services.IResourceProviderServer {
    const asked = <Request, Response>(
      answer: (provider: Provider, request: Request) => Promise<Response> | Response,
    ) => unary<Request, Response>((request, call) => answer(this.#providerOf(call), request));
    return {
      handshake: asked(({ handshake }) => {
        if (handshake === undefined) throw unimplemented();
        return handshakeResponse(handshake);
      }),
      attach: asked(() => new empty.Empty()),
      getPluginInfo: asked(() => new plugin.PluginInfo().setVersion(this.#version)),
      checkConfig: asked(async (provider, request) =>
        checkResponse(await provider.checkConfig(checkRequest(request))),
      ),
      diffConfig: asked(async (provider, request) => {
        if (provider.diffConfig === undefined) throw unimplemented();
        return diffResponse(await provider.diffConfig(diffRequest(request)));
      }),
      configure: asked(async (provider, request) =>
        configureResponse(
          (await provider.configure?.(configureRequest(request))) ?? provider.handshake ?? NOTHING,
        ),
      ),
      check: asked(async (provider, request) => checkResponse(await provider.check(checkRequest(request)))),
      diff: asked(async (provider, request) => diffResponse(await provider.diff(diffRequest(request)))),
      create: asked(async (provider, request) =>
        createResponse(await provider.create(createRequest(request))),
      ),
      update: asked(async (provider, request) => {
        const properties = await provider.update(updateRequest(request));
        return new messages.UpdateResponse().setProperties(toStruct(normalize(properties)));
      }),
      delete: asked(async (provider, request) => {
        await provider.delete(deleteRequest(request));
        return new empty.Empty();
      }),
      read: asked(async (provider, request) => readResponse(await provider.read(readRequest(request)))),
      invoke: asked(async (provider, request) =>
        invokeResponse(
          await provider.invoke({
            token: request.getTok(),
            args: toMap(request.getArgs()),
            preview: request.getPreview(),
          }),
        ),
      ),
      construct: asked(async (provider, request) =>
        constructResponse(await provider.construct(constructRequest(request))),
      ),
      cancel: unary(async (_request, call) => {
        const provider = this.#providerOf(call);
        this.#providers.delete(call.getPeer());
        await provider.cancel?.();
        return new empty.Empty();
      }),
      call: unary(() => Promise.reject(unimplemented())),
      getSchema: unary(() => Promise.reject(unimplemented(NO_SCHEMA))),
      parameterize: unary(() => Promise.reject(unimplemented())),
      getMapping: unary(() => Promise.reject(unimplemented())),
      getMappings: unary(() => Promise.reject(unimplemented())),
      list: (call) => call.destroy(unimplemented()),
    };
  }

  #providerOf(call: Pick<ServerUnaryCall<unknown, unknown>, "getPeer">): Provider {
    const peer = call.getPeer();
    const provider = this.#providers.get(peer) ?? this.#open();
    this.#providers.set(peer, provider);
    return provider;
  }
}
