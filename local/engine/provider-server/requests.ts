import type messages from "@pulumi/pulumi/proto/provider_pb.js";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  ResourceIdentity,
  UpdateRequest,
} from "../../provider/provider.ts";
import { toMap } from "../monitor/requests.ts";

/** What an engine asks of a provider, out of its messages. */

export function checkRequest(message: messages.CheckRequest): CheckRequest {
  return {
    ...identity(message),
    olds: toMap(message.getOlds()),
    news: toMap(message.getNews()),
    randomSeed: message.getRandomseed_asU8(),
  };
}

/** What a comparison carries, and an update as well. */
export function diffRequest(message: messages.DiffRequest | messages.UpdateRequest): DiffRequest {
  return {
    ...identity(message),
    id: message.getId(),
    olds: toMap(message.getOlds()),
    oldInputs: toMap(message.getOldInputs()),
    news: toMap(message.getNews()),
    ignoreChanges: message.getIgnorechangesList(),
  };
}

export function configureRequest(message: messages.ConfigureRequest): ConfigureRequest {
  return {
    urn: message.getUrn() ?? "",
    type: message.getType() ?? "",
    name: message.getName() ?? "",
    id: message.getId() ?? "",
    variables: Object.fromEntries(message.getVariablesMap().entries()),
    args: toMap(message.getArgs()),
  };
}

export function createRequest(message: messages.CreateRequest): CreateRequest {
  return {
    ...identity(message),
    properties: toMap(message.getProperties()),
    ...timeout(message),
    preview: message.getPreview(),
  };
}

export function updateRequest(message: messages.UpdateRequest): UpdateRequest {
  return { ...diffRequest(message), ...timeout(message), preview: message.getPreview() };
}

export function deleteRequest(message: messages.DeleteRequest): DeleteRequest {
  return {
    ...identity(message),
    id: message.getId(),
    properties: toMap(message.getProperties()),
    oldInputs: toMap(message.getOldInputs()),
    ...timeout(message),
  };
}

export function readRequest(message: messages.ReadRequest): ReadRequest {
  return {
    ...identity(message),
    id: message.getId(),
    properties: toMap(message.getProperties()),
    ...(message.hasInputs() ? { inputs: toMap(message.getInputs()) } : {}),
    ...timeout(message),
  };
}

function identity(message: { getUrn(): string; getType(): string; getName(): string }): ResourceIdentity {
  return { urn: message.getUrn(), type: message.getType(), name: message.getName() };
}

/** Protobuf has no other way to say that there is none. */
function timeout(message: { getTimeout(): number }): { readonly timeout?: number } {
  return message.getTimeout() === 0 ? {} : { timeout: message.getTimeout() };
}
