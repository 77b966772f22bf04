import { credentials } from "@grpc/grpc-js";
import callbacks from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callback from "@pulumi/pulumi/proto/callback_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";

/** Calls the functions that a program registered to change resources before they are made (`transforms`). */
export class Transforms {
  readonly #clients = new Map<string, callbacks.CallbacksClient>();
  readonly #ofStack: callback.Callback[] = [];
  readonly #ofResource = new Map<
    string,
    { readonly own: readonly callback.Callback[]; readonly parent: string }
  >();

  addToStack(transform: callback.Callback): void {
    this.#ofStack.push(transform);
  }

  /** Remembers the transforms of a resource for its children. */
  addToResource(urn: string, parent: string, own: readonly callback.Callback[]): void {
    this.#ofResource.set(urn, { own, parent });
  }

  /** Puts a resource through its own transforms, its ancestors' and the stack's, in this order. */
  async apply(request: resource.TransformRequest, own: readonly callback.Callback[]): Promise<void> {
    const chain = [...own];
    for (let urn = request.getParent(); urn !== ""; ) {
      const ancestor = this.#ofResource.get(urn);
      chain.push(...(ancestor?.own ?? []));
      urn = ancestor?.parent ?? "";
    }
    for (const transform of [...chain, ...this.#ofStack]) {
      const invocation = new callback.CallbackInvokeRequest()
        .setToken(transform.getToken())
        .setRequest(request.serializeBinary());
      const answer = await invoke(this.#client(transform.getTarget()), invocation);
      const response = resource.TransformResponse.deserializeBinary(answer.getResponse_asU8());
      if (response.hasProperties()) request.setProperties(response.getProperties());
      if (response.hasOptions()) request.setOptions(response.getOptions());
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(target: string): callbacks.CallbacksClient {
    const known = this.#clients.get(target);
    if (known !== undefined) return known;
    const client = new callbacks.CallbacksClient(target, credentials.createInsecure());
    this.#clients.set(target, client);
    return client;
  }
}

function invoke(
  client: callbacks.CallbacksClient,
  request: callback.CallbackInvokeRequest,
): Promise<callback.CallbackInvokeResponse> {
  return new Promise((resolve, reject) => {
    client.invoke(request, (error, response) => {
      if (error === null) resolve(response);
      else reject(new Error(error.details));
    });
  });
}
