import aliases from "@pulumi/pulumi/proto/alias_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type {
  Alias,
  ConstructRequest,
  ConstructResponse,
  DeploymentInfo,
  PropertyDependencies,
} from "../../provider/provider.ts";
import {
  aliasOf,
  hookBindings,
  optional,
  timeoutTexts,
  toMap,
  toStruct,
  urnsByKey,
} from "../monitor/requests.ts";

/** What has a provider construct a component. */
export function constructMessage(request: ConstructRequest): messages.ConstructRequest {
  const { deployment, options } = request;
  const message = new messages.ConstructRequest()
    .setProject(deployment.project)
    .setStack(deployment.stack)
    .setOrganization(deployment.organization)
    .setConfigsecretkeysList([...deployment.secretKeys])
    .setDryrun(deployment.preview)
    .setParallel(deployment.parallel)
    .setMonitorendpoint(deployment.monitor)
    .setType(request.type)
    .setName(request.name)
    .setParent(request.parent ?? "")
    .setInputs(toStruct(request.inputs))
    .setAcceptsOutputValues(true)
    .setAliasesList(options.aliases.map(aliasMessage))
    .setDependenciesList([...options.dependencies])
    .setAdditionalsecretoutputsList([...options.additionalSecretOutputs])
    .setDeletedwith(options.deletedWith ?? "")
    .setReplaceWithList([...options.replaceWith])
    .setIgnorechangesList([...options.ignoreChanges])
    .setReplaceonchangesList([...options.replaceOnChanges]);
  if (options.protect !== undefined) message.setProtect(options.protect);
  if (options.retainOnDelete !== undefined) message.setRetainondelete(options.retainOnDelete);
  if (options.deleteBeforeReplace !== undefined) message.setDeletebeforereplace(options.deleteBeforeReplace);
  if (options.replacementTrigger !== undefined)
    message.setReplacementTrigger(
      struct.Value.fromJavaScript(
        options.replacementTrigger as Parameters<typeof struct.Value.fromJavaScript>[0],
      ),
    );
  const { customTimeouts: timeouts } = options;
  if (timeouts !== undefined)
    message.setCustomtimeouts(
      new messages.ConstructRequest.CustomTimeouts()
        .setCreate(timeouts.create ?? "")
        .setUpdate(timeouts.update ?? "")
        .setDelete(timeouts.delete ?? "")
        .setRead(timeouts.read ?? ""),
    );
  if (Object.keys(options.hooks).length > 0) message.setResourceHooks(hooksMessage(options.hooks));
  deploymentConfig(deployment, message.getConfigMap());
  for (const [pkg, reference] of Object.entries(options.providers))
    message.getProvidersMap().set(pkg, reference);
  dependenciesInto(message.getInputdependenciesMap(), request.inputDependencies, (urns) =>
    new messages.ConstructRequest.PropertyDependencies().setUrnsList(urns),
  );
  return message;
}

/** What `constructMessage` says. */
export function constructRequest(message: messages.ConstructRequest): ConstructRequest {
  const timeouts = message.getCustomtimeouts();
  return {
    deployment: {
      project: message.getProject(),
      stack: message.getStack(),
      organization: message.getOrganization(),
      config: Object.fromEntries(message.getConfigMap().entries()),
      secretKeys: message.getConfigsecretkeysList(),
      preview: message.getDryrun(),
      parallel: message.getParallel(),
      monitor: message.getMonitorendpoint(),
    },
    type: message.getType(),
    name: message.getName(),
    ...optional("parent", message.getParent()),
    inputs: toMap(message.getInputs()),
    inputDependencies: urnsByKey(message.getInputdependenciesMap()),
    options: {
      aliases: message.getAliasesList().map(aliasOf),
      dependencies: message.getDependenciesList(),
      providers: Object.fromEntries(message.getProvidersMap().entries()),
      ...(message.hasProtect() && { protect: message.getProtect() ?? false }),
      additionalSecretOutputs: message.getAdditionalsecretoutputsList(),
      ...(timeouts && { customTimeouts: timeoutTexts(timeouts) }),
      ...optional("deletedWith", message.getDeletedwith()),
      replaceWith: message.getReplaceWithList(),
      ...(message.hasDeletebeforereplace() && {
        deleteBeforeReplace: message.getDeletebeforereplace() ?? false,
      }),
      ignoreChanges: message.getIgnorechangesList(),
      replaceOnChanges: message.getReplaceonchangesList(),
      ...(message.hasReplacementTrigger() && {
        replacementTrigger: message.getReplacementTrigger()?.toJavaScript(),
      }),
      ...(message.hasRetainondelete() && { retainOnDelete: message.getRetainondelete() ?? false }),
      hooks: hookBindings(message.getResourceHooks()) ?? {},
    },
  };
}

/** What a provider that has constructed a component answers. */
export function constructResponse({
  urn,
  state,
  stateDependencies,
}: ConstructResponse): messages.ConstructResponse {
  const message = new messages.ConstructResponse().setUrn(urn).setState(toStruct(state));
  dependenciesInto(message.getStatedependenciesMap(), stateDependencies, (urns) =>
    new messages.ConstructResponse.PropertyDependencies().setUrnsList(urns),
  );
  return message;
}

export function deploymentConfig(
  { config }: DeploymentInfo,
  into: { set(key: string, value: string): unknown },
): void {
  for (const [key, value] of Object.entries(config)) into.set(key, value);
}

export function dependenciesInto<Message>(
  into: { set(key: string, value: Message): unknown },
  dependencies: PropertyDependencies,
  messageOf: (urns: string[]) => Message,
): void {
  for (const [key, urns] of Object.entries(dependencies)) into.set(key, messageOf([...urns]));
}

function hooksMessage(
  hooks: Readonly<Record<string, readonly string[]>>,
): messages.ConstructRequest.ResourceHooksBinding {
  const names = (type: string): string[] => [...(hooks[type] ?? [])];
  return new messages.ConstructRequest.ResourceHooksBinding()
    .setBeforeCreateList(names("BeforeCreate"))
    .setAfterCreateList(names("AfterCreate"))
    .setBeforeUpdateList(names("BeforeUpdate"))
    .setAfterUpdateList(names("AfterUpdate"))
    .setBeforeDeleteList(names("BeforeDelete"))
    .setAfterDeleteList(names("AfterDelete"));
}

function aliasMessage(alias: Alias): aliases.Alias {
  if ("urn" in alias) return new aliases.Alias().setUrn(alias.urn);
  const spec = new aliases.Alias.Spec()
    .setName(alias.name ?? "")
    .setType(alias.type ?? "")
    .setStack(alias.stack ?? "")
    .setProject(alias.project ?? "");
  if (alias.parent === null) spec.setNoparent(true);
  else if (alias.parent !== undefined) spec.setParenturn(alias.parent);
  return new aliases.Alias().setSpec(spec);
}
