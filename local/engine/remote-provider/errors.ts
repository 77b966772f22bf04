import type { ServiceError } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import { InitializationError } from "../../provider/provider.ts";
import { toMap } from "../monitor/requests.ts";

/** A provider's error, with the status of the call. */
class RemoteError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "RemoteError";
    this.status = status;
  }
}

const DETAILS = "grpc-status-details-bin";

/** What a provider has answered instead of an answer. */
export function errorFrom(error: ServiceError): Error {
  for (const bytes of error.metadata?.get(DETAILS) ?? []) {
    if (typeof bytes === "string") continue;
    for (const detail of statusMessages.Status.deserializeBinary(bytes).getDetailsList()) {
      const failed = detail.unpack(
        messages.ErrorResourceInitFailed.deserializeBinary,
        "pulumirpc.ErrorResourceInitFailed",
      );
      if (failed !== null)
        return new InitializationError(
          failed.getReasonsList(),
          failed.getId(),
          toMap(failed.getProperties()),
          failed.hasInputs() ? toMap(failed.getInputs()) : undefined,
        );
    }
  }
  return new RemoteError(error.details, error.code);
}
