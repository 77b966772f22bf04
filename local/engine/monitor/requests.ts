import { fileURLToPath } from "node:url";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb.js";
import aliases from "@pulumi/pulumi/proto/alias_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { SourcePosition as PositionMessage, StackTrace } from "@pulumi/pulumi/proto/source_pb.js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Alias } from "../../provider/provider.ts";
import { durationSeconds } from "../durations.ts";
import type { SourcePosition } from "../events.ts";
import type { Goal, ReadGoal } from "../goal.ts";
import type { PluginSource } from "../providers/default-providers.ts";
import { type CustomTimeouts, HOOK_TYPES, type HookBindings } from "../state.ts";
import { type PropertyMap, withoutOutputs } from "../wire.ts";

/** What a registration says, in the form that transforms get and answer. */
export function transformRequest(
  request: resource.RegisterResourceRequest,
  properties: PropertyMap,
): resource.TransformRequest {
  const options = new resource.TransformResourceOptions()
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setVersion(request.getVersion())
    .setAliasesList([
      ...request.getAliasurnsList().map((urn) => new aliases.Alias().setUrn(urn)),
      ...request.getAliasesList(),
    ])
    .setProvider(request.getProvider())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setHideDiffList(request.getHidediffsList())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setImport(request.getImportid())
    .setHooks(request.getHooks())
    .setReplacementTrigger(request.getReplacementTrigger());
  for (const [pkg, reference] of request.getProvidersMap().entries())
    options.getProvidersMap().set(pkg, reference);
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false);
  if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  return new resource.TransformRequest()
    .setType(request.getType())
    .setName(request.getName())
    .setCustom(request.getCustom())
    .setParent(request.getParent())
    .setProperties(toStruct(properties))
    .setOptions(options);
}

/** What a registration asks for, dependencies and provider excepted. @throws {Error} for a malformed timeout. */
export function goalOf(
  transformed: resource.TransformRequest,
): Omit<Goal, "dependencies" | "propertyDependencies" | "provider" | "inputs"> {
  const options = transformed.getOptions() ?? new resource.TransformResourceOptions();
  const timeouts = customTimeouts(options.getCustomTimeouts());
  const hooks = hookBindings(options.getHooks());
  return {
    type: transformed.getType(),
    name: transformed.getName(),
    custom: transformed.getCustom(),
    ...optional("parent", transformed.getParent()),
    ...pluginSource(options.getVersion(), options.getPluginDownloadUrl()),
    protect: options.getProtect() ?? false,
    retainOnDelete: options.getRetainOnDelete() ?? false,
    ...optional("deletedWith", options.getDeletedWith()),
    replaceWith: options.getReplaceWithList(),
    ...(options.hasDeleteBeforeReplace()
      ? { deleteBeforeReplace: options.getDeleteBeforeReplace() ?? false }
      : {}),
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    ...(options.hasReplacementTrigger()
      ? { replacementTrigger: withoutOutputs(options.getReplacementTrigger()?.toJavaScript()) }
      : {}),
    hideDiff: options.getHideDiffList(),
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    aliases: options.getAliasesList().map(aliasOf),
    ...(timeouts === undefined ? {} : { customTimeouts: timeouts }),
    ...optional("import", options.getImport()),
    ...(hooks === undefined ? {} : { hooks }),
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
    ...pluginSource(request.getVersion(), request.getPlugindownloadurl()),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...source(request.getStacktrace()),
  };
}

/** URNs by key, out of a map of messages that list them. */
export function urnsByKey(map: {
  getEntryList(): [string, unknown][];
  get(key: string): { getUrnsList(): string[] } | undefined;
}): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(map.getEntryList().map(([key]) => [key, map.get(key)?.getUrnsList() ?? []]));
}

export function toMap(message: StructMessage | undefined): PropertyMap {
  return message?.toJavaScript() ?? {};
}

export function toStruct(properties: PropertyMap): StructMessage {
  return struct.Struct.fromJavaScript(properties as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}

/** Where a provider is to come from: as a package that was registered says, or else the request itself. */
export function pluginSource(version: string, downloadUrl: string, known?: PluginSource): PluginSource {
  return {
    ...optional("version", known?.version ?? version),
    ...optional("pluginDownloadUrl", known?.pluginDownloadUrl ?? downloadUrl),
  };
}

/** The empty string is protobuf's way to say that there is none. */
export function optional<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  return value === "" ? {} : ({ [key]: value } as { readonly [P in K]: string });
}

export function hooksMessage(bindings: HookBindings): resource.RegisterResourceRequest.ResourceHooksBinding {
  const names = (type: keyof HookBindings): string[] => [...(bindings[type] ?? [])];
  return new resource.RegisterResourceRequest.ResourceHooksBinding()
    .setBeforeCreateList(names("BeforeCreate"))
    .setAfterCreateList(names("AfterCreate"))
    .setBeforeUpdateList(names("BeforeUpdate"))
    .setAfterUpdateList(names("AfterUpdate"))
    .setBeforeDeleteList(names("BeforeDelete"))
    .setAfterDeleteList(names("AfterDelete"))
    .setOnErrorList(names("OnError"));
}

export function hookBindings(
  message: resource.RegisterResourceRequest.ResourceHooksBinding | undefined,
): HookBindings | undefined {
  if (message === undefined) return undefined;
  const bindings = Object.fromEntries(
    HOOK_TYPES.map((type) => [type, message[`get${type}List`]()]).filter(([, names]) => names?.length),
  ) as HookBindings;
  return Object.keys(bindings).length === 0 ? undefined : bindings;
}

export function aliasOf(alias: AliasMessage): Alias {
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
  const timeouts = Object.fromEntries(
    Object.entries(timeoutTexts(message)).map(([name, text]) => [name, durationSeconds(text)]),
  );
  return Object.keys(timeouts).length === 0 ? undefined : timeouts;
}

/** Timeouts as the program gave them, such as `10m`. */
export function timeoutTexts(message: resource.RegisterResourceRequest.CustomTimeouts): {
  readonly [T in keyof CustomTimeouts]: string;
} {
  return {
    ...optional("create", message.getCreate()),
    ...optional("update", message.getUpdate()),
    ...optional("delete", message.getDelete()),
    ...optional("read", message.getRead()),
  };
}

/** The innermost frame of the program itself. */
export function source(stack: StackTrace | undefined): { readonly source?: SourcePosition } {
  for (const frame of stack?.getFramesList() ?? []) {
    const position = frame.getPc();
    if (position === undefined) continue;
    const file = filePath(position.getUri());
    if (!/[/\\]node_modules[/\\]|^node:/.test(file)) return { source: { file, line: position.getLine() } };
  }
  return {};
}

/** A place in the program as a state keeps it: relative to the project. */
export function projectPosition(message: PositionMessage | undefined, directory: string): string | undefined {
  if (message === undefined || !message.getUri().startsWith("file:")) return undefined;
  const file = filePath(message.getUri());
  const column = message.getColumn() === 0 ? "" : `,${message.getColumn()}`;
  const path = file.startsWith(`${directory}/`) ? file.slice(directory.length) : undefined;
  return path === undefined ? undefined : `project://${encodeURI(path)}#${message.getLine()}${column}`;
}

/** In an ES module the SDK takes a frame's `file:` URL for a relative path. */
function filePath(uri: string): string {
  const path = fileURLToPath(uri);
  const nested = path.lastIndexOf("file:");
  return nested < 0 ? path : path.slice(nested + "file:".length).replace(/^\/+/, "/");
}
