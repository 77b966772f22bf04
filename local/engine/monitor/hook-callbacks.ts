import type callback from "@pulumi/pulumi/proto/callback_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { Value } from "google-protobuf/google/protobuf/struct_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { ErrorHook, HookCall, ResourceHook } from "../hooks.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Callbacks } from "./callbacks.ts";
import { hooksMessage, toStruct } from "./requests.ts";

/** A hook that is a function of the program. */
export function callbackHook(
  request: resource.RegisterResourceHookRequest,
  callbacks: Callbacks,
): ResourceHook {
  return {
    onPreview: request.getOnDryRun(),
    ignoreErrors: request.getIgnoreErrors(),
    run: async (call) => {
      const message = new resource.ResourceHookRequest();
      describe(message, call);
      if (call.newOutputs !== undefined) message.setNewOutputs(toStruct(call.newOutputs));
      const answer = await callbacks.invoke(required(request.getCallback()), message.serializeBinary());
      const error = resource.ResourceHookResponse.deserializeBinary(answer).getError();
      if (error !== "") throw new Error(error);
    },
  };
}

/** An error hook that is a function of the program. */
export function callbackErrorHook(
  request: resource.RegisterErrorHookRequest,
  callbacks: Callbacks,
): ErrorHook {
  return {
    run: async (call, operation, failures) => {
      const message = new resource.ErrorHookRequest()
        .setFailedOperation(operation)
        .setErrorsList([...failures]);
      describe(message, call);
      const answer = await callbacks.invoke(required(request.getCallback()), message.serializeBinary());
      const response = resource.ErrorHookResponse.deserializeBinary(answer);
      if (response.getError() !== "") throw new Error(response.getError());
      return response.getRetry();
    },
  };
}

function describe(
  message: resource.ResourceHookRequest | resource.ErrorHookRequest,
  { state, olds, news, oldOutputs }: HookCall,
): void {
  message.setUrn(state.urn).setId(state.id).setName(state.name).setType(state.type);
  if (news !== undefined) message.setNewInputs(toStruct(news.inputs)).setNewOptions(options(news));
  if (olds !== undefined) message.setOldInputs(toStruct(olds.inputs)).setOldOptions(options(olds));
  if (oldOutputs !== undefined) message.setOldOutputs(toStruct(oldOutputs));
}

function options(state: ResourceState): resource.ResourceOptions {
  const { create, update, delete: remove, read } = state.customTimeouts;
  const message = new resource.ResourceOptions()
    .setDependsOnList([...state.dependencies])
    .setProtect(state.protect)
    .setIgnoreChangesList([...state.ignoreChanges])
    .setReplaceOnChangesList([...state.replaceOnChanges])
    .setProvider(state.provider)
    .setRetainOnDelete(state.retainOnDelete)
    .setDeletedWith(state.deletedWith)
    .setAdditionalSecretOutputsList([...state.additionalSecretOutputs])
    .setImport(state.importID)
    .setHideDiffList([...state.hideDiff])
    .setReplaceWithList([...state.replaceWith])
    .setParent(state.parent);
  if (Object.keys(state.resourceHooks).length > 0) message.setHooks(hooksMessage(state.resourceHooks));
  if (state.replacementTrigger !== null) message.setReplacementTrigger(toValue(state.replacementTrigger));
  if (create ?? update ?? remove ?? read)
    message.setCustomTimeouts(
      new resource.RegisterResourceRequest.CustomTimeouts()
        .setCreate(seconds(create))
        .setUpdate(seconds(update))
        .setDelete(seconds(remove))
        .setRead(seconds(read)),
    );
  return message;
}

function seconds(count: number | undefined): string {
  return count === undefined ? "" : `${count}s`;
}

function toValue(value: unknown): Value {
  return struct.Value.fromJavaScript(value as Parameters<typeof struct.Value.fromJavaScript>[0]);
}

function required(target: callback.Callback | undefined): callback.Callback {
  if (target === undefined) throw new Error("A hook was registered without a callback.");
  return target;
}
