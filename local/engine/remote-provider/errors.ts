import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { InitializationError } from "../../provider/provider.ts";
import { toMap, toStruct } from "../monitor/requests.ts";

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
const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";

/** What a provider has answered instead of an answer. */
export function errorFrom(error: ServiceError): Error {
  for (const bytes of error.metadata?.get(DETAILS) ?? []) {
    if (typeof bytes === "string") continue;
    for (const detail of statusMessages.Status.deserializeBinary(bytes).getDetailsList()) {
      const failed = detail.unpack(messages.ErrorResourceInitFailed.deserializeBinary, INIT_FAILED);
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

/** What goes with the error of a resource that is not ready: what there is of it. */
export function initializationFailed({
  message,
  id,
  properties,
  inputs,
  reasons,
}: InitializationError): Metadata {
  const failed = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(properties))
    .setInputs(inputs && toStruct(inputs))
    .setReasonsList([...reasons]);
  const detail = new any.Any();
  detail.pack(failed.serializeBinary(), INIT_FAILED);
  const details = new statusMessages.Status()
    .setCode(status.UNKNOWN)
    .setMessage(message)
    .setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.set(DETAILS, Buffer.from(details.serializeBinary()));
  return metadata;
}
