import { type handleUnaryCall, Server, ServerCredentials, status } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { programDiagnostic } from "../diagnostics.ts";
import type { EngineEvent } from "../events.ts";

/** The engine as the providers see it: where they log. */
export class EngineServer {
  readonly #server = new Server();

  constructor(onEvent: (event: EngineEvent) => void) {
    let root = "";
    const refuse: handleUnaryCall<unknown, never> = (_call, callback) =>
      callback({ code: status.UNIMPLEMENTED, details: "The local engine does not support this." });
    const implementation: engineService.IEngineServer = {
      log: (call, callback) => {
        onEvent(programDiagnostic(call.request, ""));
        callback(null, new empty.Empty());
      },
      getRootResource: (_call, callback) => callback(null, new engine.GetRootResourceResponse().setUrn(root)),
      setRootResource: (call, callback) => {
        root = call.request.getUrn();
        callback(null, new engine.SetRootResourceResponse());
      },
      requirePulumiVersion: (_call, callback) => callback(null, new engine.RequirePulumiVersionResponse()),
      startDebugging: refuse,
    };
    this.#server.addService(engineService.EngineService, implementation);
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
    this.#server.forceShutdown();
  }
}
