import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import monitorService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { InitializationError } from "../../provider/provider.ts";
import { toMap, toStruct } from "../monitor/requests.ts";
import { unary, unimplemented } from "../provider-server/unary.ts";
import { isObject, isSecret, type PropertyMap, SIGNATURE, withoutSecrets } from "../wire.ts";
import type { ProviderKind, Step } from "./case.ts";

/** One call that the engine made. */
export interface Call {
  readonly call: string;
  /** The logical name, or the token. */
  readonly about: string;
  readonly arguments: PropertyMap;
}

interface Existing {
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/**
 * A provider whose resources do what their inputs say, and which notes all calls. Inputs whose names begin with
 * `force` need a replacement; `dbr: true` asks for a delete first; `diff: "unknown"` leaves the comparison to the
 * engine; `diff: "plain"` says that something differs, but not what; `problem: "…"` is found wrong by check.
 */
export class TestProvider {
  readonly pkg: string;
  readonly calls: Call[] = [];
  readonly #kind: ProviderKind;
  readonly #server = new Server();
  readonly #existing = new Map<string, Existing>();
  readonly #counts = new Map<string, number>();
  #failures: ReadonlySet<string> = new Set();
  #interrupted: string | undefined;
  #interrupt = (): void => {};
  #cancelled = Promise.withResolvers<void>();
  port = 0;

  constructor(pkg: string, kind: ProviderKind) {
    this.pkg = pkg;
    this.#kind = kind;
    this.#server.addService(services.ResourceProviderService, this.#implementation());
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        this.port = port;
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    this.#server.forceShutdown();
  }

  /** Has the world be as a step wants it. */
  prepare({ failures = [], drift = {}, interrupt }: Step, onInterrupt: () => void = () => {}): void {
    this.#failures = new Set(failures);
    this.#interrupted = interrupt;
    this.#interrupt = onInterrupt;
    this.#cancelled = Promise.withResolvers();
    for (const [name, change] of Object.entries(drift))
      for (const [id, existing] of this.#existing) {
        if (existing.outputs.logicalName !== name) continue;
        if (change === "gone") this.#existing.delete(id);
        else
          this.#existing.set(id, {
            inputs: { ...existing.inputs, ...change },
            outputs: { ...existing.outputs, ...change },
          });
      }
  }

  /** The calls since the last look. */
  take(): readonly Call[] {
    return this.calls.splice(0);
  }

  #implementation(): services.IResourceProviderServer {
    const unknown = unary<unknown, never>(() => Promise.reject(unimplemented()));
    const modern = this.#kind === "modern";
    return {
      handshake:
        this.#kind === "legacy" || this.#kind === "without preview"
          ? unknown
          : unary(() =>
              new messages.ProviderHandshakeResponse()
                .setAcceptSecrets(modern)
                .setAcceptResources(modern)
                .setAcceptOutputs(modern),
            ),
      parameterize: unknown,
      getSchema: unknown,
      getMapping: unknown,
      getMappings: unknown,
      list: unknown as never,
      attach: unary(() => new empty.Empty()),
      cancel: unary(() => {
        this.#note("cancel", "", {});
        this.#cancelled.resolve();
        return new empty.Empty();
      }),
      getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("1.0.0")),
      checkConfig: unary((request) => {
        this.#note("checkConfig", request.getName(), olds(request));
        return new messages.CheckResponse()
          .setInputs(request.getNews())
          .setFailuresList(problems(toMap(request.getNews())));
      }),
      diffConfig: unary((request) => {
        this.#note("diffConfig", request.getName(), diffArguments(request));
        return this.#diff(request);
      }),
      configure: unary((request) => {
        const variables = Object.fromEntries(request.getVariablesMap().getEntryList());
        this.#note("configure", request.getName() ?? "", { variables, args: toMap(request.getArgs()) });
        if (this.#failures.has(`configure ${request.getName()}`)) throw new Error("can't be configured");
        return new messages.ConfigureResponse()
          .setAcceptsecrets(this.#kind !== "plain")
          .setAcceptresources(this.#kind !== "plain")
          .setSupportspreview(this.#kind !== "without preview");
      }),
      check: unary((request) => {
        this.#note("check", request.getName(), olds(request));
        const news = toMap(request.getNews());
        const old = toMap(request.getOlds());
        const name = news.name ?? old.name ?? this.#fresh(`${request.getName()}-name`);
        return new messages.CheckResponse()
          .setInputs(toStruct({ ...news, name }))
          .setFailuresList(problems(news));
      }),
      diff: unary((request) => {
        this.#note("diff", request.getName(), { id: request.getId(), ...diffArguments(request) });
        return this.#diff(request);
      }),
      create: unary((request) => this.#create(request)),
      update: unary((request) => this.#update(request)),
      delete: unary(async (request) => {
        this.#note("delete", request.getName(), {
          id: request.getId(),
          outputs: toMap(request.getProperties()),
          oldInputs: toMap(request.getOldInputs()),
          timeout: request.getTimeout(),
        });
        await this.#interruptIf("delete", request.getName());
        this.#failIf("delete", request.getName());
        this.#existing.delete(request.getId());
        return new empty.Empty();
      }),
      read: unary((request) => this.#read(request)),
      invoke: unary((request) => {
        const args = toMap(request.getArgs());
        this.#note("invoke", request.getTok(), { args, preview: request.getPreview() });
        this.#failIf("invoke", request.getTok());
        return new messages.InvokeResponse().setReturn(toStruct({ ...args, echoed: true }));
      }),
      construct: unary((request) => this.#construct(request)),
      call: unary((request) => {
        const { __self__: _, ...args } = toMap(request.getArgs());
        this.#note("call", request.getTok(), { args });
        return new messages.CallResponse().setReturn(
          toStruct({ result: withoutSecrets(args.value) ?? "none" }),
        );
      }),
    };
  }

  async #create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
    const inputs = toMap(request.getProperties());
    const name = request.getName();
    const preview = request.getPreview();
    this.#note("create", name, { inputs, preview, timeout: request.getTimeout() });
    if (preview) return new messages.CreateResponse().setProperties(toStruct(inputs));
    if (this.#failures.has(`hang ${name}`)) return new Promise<never>(() => {});
    await this.#interruptIf("create", name);
    this.#failIf("create", name);
    const id = this.#fresh(`id-${name}`);
    const outputs = { ...inputs, out: `out-${id}`, logicalName: name };
    this.#existing.set(id, { inputs, outputs });
    this.#failInitIf(name, id, inputs, outputs);
    return new messages.CreateResponse().setId(id).setProperties(toStruct(outputs));
  }

  async #update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
    const inputs = toMap(request.getNews());
    const olds = toMap(request.getOlds());
    const name = request.getName();
    const id = request.getId();
    const preview = request.getPreview();
    this.#note("update", name, {
      id,
      olds,
      oldInputs: toMap(request.getOldInputs()),
      inputs,
      ignoreChanges: request.getIgnorechangesList(),
      timeout: request.getTimeout(),
      preview,
    });
    const outputs = { ...inputs, out: olds.out ?? null, logicalName: name };
    if (preview) return new messages.UpdateResponse().setProperties(toStruct(outputs));
    await this.#interruptIf("update", name);
    this.#failIf("update", name);
    this.#existing.set(id, { inputs, outputs });
    this.#failInitIf(name, id, inputs, outputs);
    return new messages.UpdateResponse().setProperties(toStruct(outputs));
  }

  async #read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
    const id = request.getId();
    this.#note("read", request.getName(), {
      id,
      ...(request.hasInputs() ? { inputs: toMap(request.getInputs()) } : {}),
      ...(request.hasProperties() ? { outputs: toMap(request.getProperties()) } : {}),
    });
    await this.#interruptIf("read", request.getName());
    this.#failIf("read", request.getName());
    const existing = id.startsWith("given")
      ? { inputs: { given: id, name: id }, outputs: { given: id, name: id, out: `out-${id}` } }
      : this.#existing.get(id);
    if (existing === undefined) return new messages.ReadResponse();
    this.#failInitIf(request.getName(), id, existing.inputs, existing.outputs);
    return new messages.ReadResponse()
      .setId(id)
      .setInputs(toStruct(existing.inputs))
      .setProperties(toStruct(existing.outputs));
  }

  #diff(request: messages.DiffRequest): messages.DiffResponse {
    const was = toMap(request.getOldInputs());
    const is = toMap(request.getNews());
    const response = new messages.DiffResponse().setDeletebeforereplace(is.dbr === true);
    if (is.diff === "unknown") return response;
    const plain = (value: unknown): string => JSON.stringify(withoutSecrets(value) ?? null);
    const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (key) => !key.startsWith("__") && plain(was[key]) !== plain(is[key]),
    );
    const replaces = changed.filter((key) => key.startsWith("force"));
    response
      .setChanges(
        changed.length === 0
          ? messages.DiffResponse.DiffChanges.DIFF_NONE
          : messages.DiffResponse.DiffChanges.DIFF_SOME,
      )
      .setReplacesList(replaces);
    if (is.diff === "plain") return response;
    response.setDiffsList(changed).setHasdetaileddiff(true);
    const { Kind } = messages.PropertyDiff;
    for (const key of changed) {
      const kind = replaces.includes(key) ? Kind.UPDATE_REPLACE : Kind.UPDATE;
      response.getDetaileddiffMap().set(key, new messages.PropertyDiff().setKind(kind).setInputdiff(true));
    }
    return response;
  }

  /** A component with one child, registered at the engine's monitor as a provider of Pulumi's does. */
  async #construct(request: messages.ConstructRequest): Promise<messages.ConstructResponse> {
    const inputs = toMap(request.getInputs());
    this.#note("construct", request.getName(), {
      inputs,
      parent: request.getParent(),
      dependencies: request.getDependenciesList(),
      providers: request
        .getProvidersMap()
        .getEntryList()
        .map(([pkg]) => pkg),
      ...(request.hasProtect() ? { protect: request.getProtect() } : {}),
      preview: request.getDryrun(),
    });
    const monitor = new monitorService.ResourceMonitorClient(
      request.getMonitorendpoint(),
      credentials.createInsecure(),
    );
    const component = await registered(
      monitor,
      baseRequest(request.getType(), request.getName()),
      (message) =>
        message
          .setParent(request.getParent())
          .setAliasesList(request.getAliasesList())
          .setDependenciesList(request.getDependenciesList()),
    );
    const provider = request.getProvidersMap().get("test") ?? "";
    const child = await registered(
      monitor,
      baseRequest("test:index:Thing", `${request.getName()}-child`),
      (message) =>
        message
          .setCustom(true)
          .setParent(component.getUrn())
          .setProvider(provider)
          .setVersion("1.0.0")
          .setObject(toStruct({ value: withoutOutputValue(inputs.value) })),
    );
    const out = toMap(child.getObject()).out;
    const state = { ...(out === undefined ? {} : { child: out }) };
    await new Promise<void>((resolve, reject) => {
      const outputs = new resource.RegisterResourceOutputsRequest()
        .setUrn(component.getUrn())
        .setOutputs(toStruct(state));
      monitor.registerResourceOutputs(outputs, (error) => (error === null ? resolve() : reject(error)));
    });
    monitor.close();
    const response = new messages.ConstructResponse().setUrn(component.getUrn()).setState(toStruct(state));
    response
      .getStatedependenciesMap()
      .set("child", new messages.ConstructResponse.PropertyDependencies().setUrnsList([child.getUrn()]));
    return response;
  }

  #failIf(operation: string, name: string): void {
    if (this.#failures.has(`${operation} ${name}`)) throw new Error(`${operation} of ${name} went wrong`);
  }

  async #interruptIf(operation: string, name: string): Promise<void> {
    if (this.#interrupted !== `${operation} ${name}`) return;
    this.#interrupt();
    await this.#cancelled.promise;
  }

  #failInitIf(name: string, id: string, inputs: PropertyMap, outputs: PropertyMap): void {
    if (!this.#failures.has(`init ${name}`)) return;
    throw new InitializationError(["it is not ready"], id, outputs, inputs);
  }

  #fresh(name: string): string {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return `${name}-${count}`;
  }

  #note(call: string, about: string, args: PropertyMap): void {
    this.calls.push({ call: this.pkg === "test" ? call : `${this.pkg} ${call}`, about, arguments: args });
  }
}

function olds(request: messages.CheckRequest): PropertyMap {
  return {
    ...(request.hasOlds() ? { olds: toMap(request.getOlds()) } : {}),
    news: toMap(request.getNews()),
  };
}

function diffArguments(request: messages.DiffRequest): PropertyMap {
  return {
    olds: toMap(request.getOlds()),
    oldInputs: toMap(request.getOldInputs()),
    news: toMap(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

function problems({ problem }: PropertyMap): messages.CheckFailure[] {
  return typeof problem === "string"
    ? [new messages.CheckFailure().setProperty("problem").setReason(problem)]
    : [];
}

function withoutOutputValue(value: unknown): unknown {
  if (isSecret(value) || !isObject(value) || !(SIGNATURE in value)) return value ?? null;
  return value.value ?? "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
}

function baseRequest(type: string, name: string): resource.RegisterResourceRequest {
  return new resource.RegisterResourceRequest()
    .setType(type)
    .setName(name)
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setAliasspecs(true)
    .setSupportsresultreporting(true);
}

function registered(
  monitor: monitorService.ResourceMonitorClient,
  message: resource.RegisterResourceRequest,
  complete: (message: resource.RegisterResourceRequest) => resource.RegisterResourceRequest,
): Promise<resource.RegisterResourceResponse> {
  return new Promise((resolve, reject) => {
    monitor.registerResource(complete(message), (error, response) =>
      error === null ? resolve(response) : reject(error),
    );
  });
}
