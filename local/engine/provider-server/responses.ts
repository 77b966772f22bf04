import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type {
  Capabilities,
  CheckResponse,
  CreateResponse,
  InvokeResponse,
  ReadResponse,
} from "../../provider/provider.ts";
import type { CheckFailure } from "../../provider/resource.ts";
import { toStruct } from "../monitor/requests.ts";
import { normalize } from "../wire.ts";

/** What a provider answers an engine, as messages. */

export function handshakeResponse(capabilities: Capabilities): messages.ProviderHandshakeResponse {
  return new messages.ProviderHandshakeResponse()
    .setAcceptSecrets(capabilities.acceptSecrets)
    .setAcceptResources(capabilities.acceptResources)
    .setAcceptOutputs(capabilities.acceptOutputs);
}

export function configureResponse(capabilities: Capabilities): messages.ConfigureResponse {
  return new messages.ConfigureResponse()
    .setAcceptsecrets(capabilities.acceptSecrets)
    .setAcceptresources(capabilities.acceptResources)
    .setAcceptoutputs(capabilities.acceptOutputs)
    .setSupportspreview(capabilities.supportsPreview);
}

export function checkResponse({ inputs, failures }: CheckResponse): messages.CheckResponse {
  return new messages.CheckResponse()
    .setInputs(toStruct(normalize(inputs)))
    .setFailuresList(failures.map(failureMessage));
}

export function createResponse({ id, properties }: CreateResponse): messages.CreateResponse {
  return new messages.CreateResponse().setId(id).setProperties(toStruct(normalize(properties)));
}

export function readResponse(found: ReadResponse | undefined): messages.ReadResponse {
  if (found === undefined) return new messages.ReadResponse();
  const message = new messages.ReadResponse()
    .setId(found.id)
    .setProperties(toStruct(normalize(found.properties)));
  return found.inputs === undefined ? message : message.setInputs(toStruct(normalize(found.inputs)));
}

export function invokeResponse({ properties, failures }: InvokeResponse): messages.InvokeResponse {
  return new messages.InvokeResponse()
    .setReturn(toStruct(normalize(properties)))
    .setFailuresList(failures.map(failureMessage));
}

function failureMessage({ property, reason }: CheckFailure): messages.CheckFailure {
  return new messages.CheckFailure().setProperty(property).setReason(reason);
}
