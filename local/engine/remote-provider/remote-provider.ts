import { type Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type {
  CallRequest,
  CallResponse,
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
  ResourceIdentity,
  UpdateRequest,
} from "../../provider/provider.ts";
import type { Properties } from "../../provider/resource.ts";
import { toMap, toStruct, urnsByKey } from "../monitor/requests.ts";
import { constructMessage, dependenciesInto, deploymentConfig } from "./construct-message.ts";
import { DIFF_CHANGES, detailedDiffOf } from "./diff-message.ts";
import { errorFrom } from "./errors.ts";

export interface AttachOptions {
  readonly pkg: string;
  /** The version that the program expects. */
  readonly version: string | undefined;
  readonly port: number;
  /** The address at which the provider can log. */
  readonly engine: string;
  readonly warn: (message: string) => void;
}

/** As the SDK's own providers allow. */
const MAX_MESSAGE_BYTES = 1024 * 1024 * 400;

/** A provider in another process, spoken to by Pulumi's own protocol. */
export class RemoteProvider implements Provider {
  /** Undefined for a provider from before there was a handshake: it tells when it is configured. */
  readonly handshake: Capabilities | undefined;
  readonly #client: services.ResourceProviderClient;

  private constructor(client: services.ResourceProviderClient, handshake: Capabilities | undefined) {
    this.#client = client;
    this.handshake = handshake;
  }

  /** Attaches to a provider that listens. @throws {Error} when there is none. */
  static async attach({ pkg, version, port, engine, warn }: AttachOptions): Promise<RemoteProvider> {
    const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
      // A connection of its own, as Pulumi's engine has: by it the other side may tell providers apart.
      "grpc.use_local_subchannel_pool": 1,
    });
    await ready(client, pkg, port);
    const handshake = await shakeHands(client, engine);
    const provider = new RemoteProvider(client, handshake);
    await unary<Empty>((done) => client.attach(new pluginMessages.PluginAttach().setAddress(engine), done));
    const info = await unary<pluginMessages.PluginInfo>((done) =>
      client.getPluginInfo(new empty.Empty(), done),
    );
    const has = info.getVersion().replace(/^v/, "");
    if (version !== undefined && has !== "" && isOlder(has, version))
      warn(
        `resource plugin ${pkg} is expected to have version >=${version}, but has ${has}; the wrong version may be on your path, or this may be a bug in the plugin`,
      );
    return provider;
  }

  async checkConfig(request: CheckRequest): Promise<CheckResponse> {
    try {
      return checked(
        await unary<messages.CheckResponse>((done) => this.#client.checkConfig(checkMessage(request), done)),
      );
    } catch (error) {
      if (isUnimplemented(error)) return { inputs: request.news, failures: [] };
      throw error;
    }
  }

  async diffConfig(request: DiffRequest): Promise<DiffResponse> {
    try {
      return diffOf(
        await unary<messages.DiffResponse>((done) => this.#client.diffConfig(diffMessage(request), done)),
      );
    } catch (error) {
      if (isUnimplemented(error)) return { changes: "unknown", replaces: [], deleteBeforeReplace: false };
      throw error;
    }
  }

  async configure({ urn, type, name, id, variables, args }: ConfigureRequest): Promise<Capabilities> {
    const message = new messages.ConfigureRequest()
      .setUrn(urn)
      .setName(name)
      .setType(type)
      .setId(id)
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setArgs(toStruct(args));
    for (const [key, value] of Object.entries(variables)) message.getVariablesMap().set(key, value);
    const answer = await unary<messages.ConfigureResponse>((done) => this.#client.configure(message, done));
    return {
      acceptSecrets: answer.getAcceptsecrets(),
      acceptResources: answer.getAcceptresources(),
      acceptOutputs: answer.getAcceptoutputs(),
      supportsPreview: answer.getSupportspreview(),
    };
  }

  async check(request: CheckRequest): Promise<CheckResponse> {
    return checked(
      await unary<messages.CheckResponse>((done) => this.#client.check(checkMessage(request), done)),
    );
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    return diffOf(
      await unary<messages.DiffResponse>((done) => this.#client.diff(diffMessage(request), done)),
    );
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const message = identify(new messages.CreateRequest(), request)
      .setProperties(toStruct(request.properties))
      .setTimeout(request.timeout ?? 0)
      .setPreview(request.preview);
    const answer = await unary<messages.CreateResponse>((done) => this.#client.create(message, done));
    return { id: answer.getId(), properties: toMap(answer.getProperties()) };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const message = identify(new messages.UpdateRequest(), request)
      .setId(request.id)
      .setOlds(toStruct(request.olds))
      .setOldInputs(toStruct(request.oldInputs))
      .setNews(toStruct(request.news))
      .setIgnorechangesList([...request.ignoreChanges])
      .setTimeout(request.timeout ?? 0)
      .setPreview(request.preview);
    return toMap(
      (await unary<messages.UpdateResponse>((done) => this.#client.update(message, done))).getProperties(),
    );
  }

  async delete(request: DeleteRequest): Promise<void> {
    const message = identify(new messages.DeleteRequest(), request)
      .setId(request.id)
      .setProperties(toStruct(request.properties))
      .setOldInputs(toStruct(request.oldInputs))
      .setTimeout(request.timeout ?? 0);
    await unary<Empty>((done) => this.#client.delete(message, done));
  }

  async read(request: ReadRequest): Promise<ReadResponse | undefined> {
    const { inputs } = request;
    const message = identify(new messages.ReadRequest(), request).setId(request.id);
    if (inputs !== undefined) message.setProperties(toStruct(request.properties)).setInputs(toStruct(inputs));
    const answer = await unary<messages.ReadResponse>((done) => this.#client.read(message, done));
    if (!answer.hasProperties() || answer.getId() === "") return undefined;
    return {
      id: answer.getId(),
      properties: toMap(answer.getProperties()),
      ...(answer.hasInputs() ? { inputs: toMap(answer.getInputs()) } : {}),
    };
  }

  async invoke({ token, args, preview }: InvokeRequest): Promise<InvokeResponse> {
    const message = new messages.InvokeRequest().setTok(token).setArgs(toStruct(args)).setPreview(preview);
    const answer = await unary<messages.InvokeResponse>((done) => this.#client.invoke(message, done));
    return { properties: toMap(answer.getReturn()), failures: failuresOf(answer) };
  }

  async construct(request: ConstructRequest): Promise<ConstructResponse> {
    const answer = await unary<messages.ConstructResponse>((done) =>
      this.#client.construct(constructMessage(request), done),
    );
    return {
      urn: answer.getUrn(),
      state: toMap(answer.getState()),
      stateDependencies: urnsByKey(answer.getStatedependenciesMap()),
    };
  }

  async call({ deployment, token, args, argDependencies }: CallRequest): Promise<CallResponse> {
    const message = new messages.CallRequest()
      .setTok(token)
      .setArgs(toStruct(args))
      .setProject(deployment.project)
      .setStack(deployment.stack)
      .setDryrun(deployment.preview)
      .setParallel(deployment.parallel)
      .setMonitorendpoint(deployment.monitor)
      .setAcceptsOutputValues(true);
    deploymentConfig(deployment, message.getConfigMap());
    dependenciesInto(message.getArgdependenciesMap(), argDependencies, (urns) =>
      new messages.CallRequest.ArgumentDependencies().setUrnsList(urns),
    );
    const answer = await unary<messages.CallResponse>((done) => this.#client.call(message, done));
    return {
      properties: toMap(answer.getReturn()),
      failures: failuresOf(answer),
      dependencies: urnsByKey(answer.getReturndependenciesMap()),
    };
  }

  async cancel(): Promise<void> {
    await unary<Empty>((done) => this.#client.cancel(new empty.Empty(), done));
  }

  close(): void {
    this.#client.close();
  }
}

type Done<Response> = (error: ServiceError | null, response: Response) => void;

/** @throws {InitializationError} and {RemoteError} */
function unary<Response>(call: (done: Done<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(errorFrom(error));
    });
  });
}

/** How long a provider that is there may take to answer. */
const READY_MS = 10_000;

function ready(client: Client, pkg: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + READY_MS, (error) => {
      if (error === undefined) resolve();
      else reject(new Error(`could not connect to the provider of ${pkg} at port ${port}: ${error.message}`));
    });
  });
}

async function shakeHands(
  client: services.ResourceProviderClient,
  engine: string,
): Promise<Capabilities | undefined> {
  const message = new messages.ProviderHandshakeRequest().setEngineAddress(engine).setConfigureWithUrn(true);
  message.setInvokeWithPreview(true);
  try {
    const answer = await unary<messages.ProviderHandshakeResponse>((done) => client.handshake(message, done));
    return {
      acceptSecrets: answer.getAcceptSecrets(),
      acceptResources: answer.getAcceptResources(),
      acceptOutputs: answer.getAcceptOutputs(),
      supportsPreview: true,
    };
  } catch (error) {
    if (isUnimplemented(error)) return undefined;
    throw error;
  }
}

/** Compares versions by their numbers. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[-+]/, 1)[0]?.split(".").map(Number) ?? []);
  for (const [index, part] of (b ?? []).entries())
    if ((a?.[index] ?? 0) !== part) return (a?.[index] ?? 0) < part;
  return false;
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === status.UNIMPLEMENTED;
}

function identify<
  Message extends {
    setUrn(urn: string): Message;
    setName(name: string): Message;
    setType(type: string): Message;
  },
>(message: Message, { urn, name, type }: ResourceIdentity): Message {
  return message.setUrn(urn).setName(name).setType(type);
}

function checkMessage(request: CheckRequest): messages.CheckRequest {
  return identify(new messages.CheckRequest(), request)
    .setOlds(toStruct(request.olds))
    .setNews(toStruct(request.news))
    .setRandomseed(request.randomSeed ?? new Uint8Array());
}

function checked(answer: messages.CheckResponse): CheckResponse {
  return { inputs: toMap(answer.getInputs()), failures: failuresOf(answer) };
}

function diffMessage(request: DiffRequest): messages.DiffRequest {
  return identify(new messages.DiffRequest(), request)
    .setId(request.id)
    .setOlds(toStruct(request.olds))
    .setOldInputs(toStruct(request.oldInputs))
    .setNews(toStruct(request.news))
    .setIgnorechangesList([...request.ignoreChanges]);
}

function diffOf(answer: messages.DiffResponse): DiffResponse {
  return {
    changes: DIFF_CHANGES.get(answer.getChanges()) ?? "unknown",
    replaces: answer.getReplacesList(),
    deleteBeforeReplace: answer.getDeletebeforereplace(),
    diffs: answer.getDiffsList(),
    ...(answer.getHasdetaileddiff() ? { detailedDiff: detailedDiffOf(answer) } : {}),
  };
}

function failuresOf(answer: { getFailuresList(): messages.CheckFailure[] }): CheckResponse["failures"] {
  return answer
    .getFailuresList()
    .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}
