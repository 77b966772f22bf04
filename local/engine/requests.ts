import { fileURLToPath } from "node:url";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb.js";
import aliases from "@pulumi/pulumi/proto/alias_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { StackTrace } from "@pulumi/pulumi/proto/source_pb.js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { SourcePosition } from "./events.ts";
import type { Alias, Goal, ReadGoal } from "./goal.ts";
import type { CustomTimeouts } from "./state.ts";
import type { PropertyMap } from "./wire.ts";

/** What a registration says, in the form that transforms get and answer. */
export function transformRequest(request: resource.RegisterResourceRequest): resource.TransformRequest {
  const options = new resource.TransformResourceOptions()
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setVersion(request.getVersion())
    .setAliasesList(request.getAliasesList())
    .setProvider(request.getProvider())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setImport(request.getImportid())
    .setReplacementTrigger(request.getReplacementTrigger());
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false);
  if (request.getDeletebeforereplacedefined())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return new resource.TransformRequest()
    .setType(request.getType())
    .setName(request.getName())
    .setCustom(request.getCustom())
    .setParent(request.getParent())
    .setProperties(request.getObject())
    .setOptions(options);
}

/** @throws {Error} for an option that the engine does not support. */
export function goalOf(
  request: resource.RegisterResourceRequest,
  transformed: resource.TransformRequest,
): Goal {
  const options = transformed.getOptions() ?? new resource.TransformResourceOptions();
  if (options.getImport() !== "")
    throw new Error(
      `${request.getType()} '${request.getName()}' has the option import: there is nothing on a local cloud to adopt.`,
    );
  const timeouts = customTimeouts(options.getCustomTimeouts());
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    ...optional("parent", request.getParent()),
    inputs: toMap(transformed.getProperties()),
    ...optional("provider", options.getProvider()),
    ...optional("version", options.getVersion()),
    dependencies: options.getDependsOnList(),
    propertyDependencies: Object.fromEntries(
      request
        .getPropertydependenciesMap()
        .getEntryList()
        .map(([key]) => [key, request.getPropertydependenciesMap().get(key)?.getUrnsList() ?? []]),
    ),
    protect: options.getProtect() ?? false,
    retainOnDelete: options.getRetainOnDelete() ?? false,
    ...optional("deletedWith", options.getDeletedWith()),
    ...(options.hasDeleteBeforeReplace()
      ? { deleteBeforeReplace: options.getDeleteBeforeReplace() ?? false }
      : {}),
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    ...(options.hasReplacementTrigger()
      ? { replacementTrigger: options.getReplacementTrigger()?.toJavaScript() }
      : {}),
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    aliases: options.getAliasesList().map(aliasOf),
    ...(timeouts === undefined ? {} : { customTimeouts: timeouts }),
    ...source(request.getStacktrace()),
  };
}

export function readGoalOf(request: resource.ReadResourceRequest): ReadGoal {
  return {
    type: request.getType(),
    name: request.getName(),
    id: request.getId(),
    ...optional("parent", request.getParent()),
    inputs: toMap(request.getProperties()),
    ...optional("provider", request.getProvider()),
    ...optional("version", request.getVersion()),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...source(request.getStacktrace()),
  };
}

export function toMap(message: StructMessage | undefined): PropertyMap {
  return message?.toJavaScript() ?? {};
}

export function toStruct(properties: PropertyMap): StructMessage {
  return struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}

/** The empty string is protobuf's way to say that there is none. */
export function optional<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  return value === "" ? {} : ({ [key]: value } as { readonly [P in K]: string });
}

function aliasOf(alias: AliasMessage): Alias {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  const noParent = spec.getParentCase() === aliases.Alias.Spec.ParentCase.NOPARENT && spec.getNoparent();
  return {
    ...optional("name", spec.getName()),
    ...optional("type", spec.getType()),
    ...optional("stack", spec.getStack()),
    ...optional("project", spec.getProject()),
    ...(noParent ? { parent: null } : optional("parent", spec.getParenturn())),
  };
}

function customTimeouts(
  message: resource.RegisterResourceRequest.CustomTimeouts | undefined,
): CustomTimeouts | undefined {
  if (message === undefined) return undefined;
  const timeouts: CustomTimeouts = {
    ...optional("create", message.getCreate()),
    ...optional("update", message.getUpdate()),
    ...optional("delete", message.getDelete()),
    ...optional("read", message.getRead()),
  };
  return Object.keys(timeouts).length === 0 ? undefined : timeouts;
}

/** The innermost frame of the program itself. */
function source(stack: StackTrace | undefined): { readonly source?: SourcePosition } {
  for (const frame of stack?.getFramesList() ?? []) {
    const position = frame.getPc();
    if (position === undefined) continue;
    const file = filePath(position.getUri());
    if (!/[/\\]node_modules[/\\]|^node:/.test(file)) return { source: { file, line: position.getLine() } };
  }
  return {};
}

/** In an ES module the SDK takes a frame's `file:` URL for a relative path. */
function filePath(uri: string): string {
  const path = fileURLToPath(uri);
  const nested = path.lastIndexOf("file:");
  return nested < 0 ? path : path.slice(nested + "file:".length).replace(/^\/+/, "/");
}
