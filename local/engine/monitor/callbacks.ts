import { credentials } from "@grpc/grpc-js";
import callbacks from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callback from "@pulumi/pulumi/proto/callback_pb.js";

/** Calls functions of a program that it has handed over as callbacks. */
export class Callbacks {
  readonly #clients = new Map<string, callbacks.CallbacksClient>();

  /** @throws {Error} what the function throws. */
  invoke(target: callback.Callback, request: Uint8Array): Promise<Uint8Array> {
    const invocation = new callback.CallbackInvokeRequest().setToken(target.getToken()).setRequest(request);
    return new Promise((resolve, reject) => {
      this.#client(target.getTarget()).invoke(invocation, (error, response) => {
        if (error === null) resolve(response.getResponse_asU8());
        else reject(new Error(error.details));
      });
    });
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(target: string): callbacks.CallbacksClient {
    if (target === "") throw new Error("target must be specified");
    const known = this.#clients.get(target);
    if (known !== undefined) return known;
    const client = new callbacks.CallbacksClient(target, credentials.createInsecure());
    this.#clients.set(target, client);
    return client;
  }
}
