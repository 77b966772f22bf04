import { createHash } from "node:crypto";
import type { DeploymentState, PendingOperation, ResourceRecord } from "../state.ts";
import { nameOf, STACK_TYPE, typeOf } from "../urn.ts";
import {
  hasSignature,
  isObject,
  isSecret,
  type PropertyMap,
  RESOURCE,
  SECRET,
  SIGNATURE,
  secret,
} from "../wire.ts";
import type { PassphraseCrypter } from "./passphrase.ts";

/** What `pulumi stack export` writes and `pulumi stack import` reads. */
export interface DeploymentExport {
  readonly version: 3;
  readonly deployment: {
    readonly manifest: { readonly time: string; readonly magic: string; readonly version: string };
    readonly secrets_providers?: { readonly type: string; readonly state?: unknown };
    readonly resources?: readonly PropertyMap[];
    readonly pending_operations?: readonly PropertyMap[];
    readonly metadata: PropertyMap;
  };
}

/** The version of Pulumi whose form of state this is. */
const VERSION = "v3.260.0";

/** `crypter`: encrypts secrets; without one they are plain text, marked. */
export function exportDeployment(
  state: DeploymentState,
  crypter: PassphraseCrypter | undefined,
): DeploymentExport {
  const exported = (record: ResourceRecord): PropertyMap => exportRecord(record, crypter);
  const { resources, pendingOperations = [] } = state;
  return {
    version: 3,
    deployment: {
      manifest: {
        time: new Date().toISOString(),
        magic: createHash("sha256").update(VERSION).digest("hex"),
        version: VERSION,
      },
      ...(crypter && { secrets_providers: { type: "passphrase", state: { salt: crypter.salt } } }),
      ...(resources.length > 0 && { resources: resources.map(exported) }),
      ...(pendingOperations.length > 0 && {
        pending_operations: pendingOperations.map(({ type, resource }) => ({
          resource: exported(resource),
          type,
        })),
      }),
      metadata: {},
    },
  };
}

/** @throws {Error} for what is no deployment export, and for secrets that `crypter` is missing for. */
export function importDeployment(content: unknown, crypter: PassphraseCrypter | undefined): DeploymentState {
  const { resources, pending_operations: operations } = deploymentOf(content);
  const records = list(resources).map((record) => importRecord(record, crypter));
  const pendingOperations = list(operations).map((operation) => ({
    type: operation.type as PendingOperation["type"],
    resource: importRecord(isObject(operation.resource) ? operation.resource : {}, crypter),
  }));
  return { resources: records, ...(pendingOperations.length > 0 && { pendingOperations }) };
}

/** The salt of the passphrase that secrets are encrypted with; undefined where they are plain. */
export function saltOf(content: unknown): string | undefined {
  const { secrets_providers: provider } = deploymentOf(content);
  if (!isObject(provider) || provider.type === undefined || provider.type === "") return undefined;
  if (provider.type !== "passphrase" || !isObject(provider.state))
    throw new Error(
      `The state's secrets are kept by the secrets provider "${provider.type}", which this engine does not support: it knows "passphrase".`,
    );
  return String(provider.state.salt);
}

/** The outputs of the stack itself. */
export function stackOutputsOf(state: DeploymentState): PropertyMap {
  const stack = state.resources.find(({ type, parent }) => type === STACK_TYPE && parent === undefined);
  return stack?.outputs ?? {};
}

function deploymentOf(content: unknown): PropertyMap {
  if (!isObject(content) || content.version !== 3 || !isObject(content.deployment))
    throw new Error("This is no export of a Pulumi deployment of version 3.");
  return content.deployment;
}

function list(value: unknown): readonly PropertyMap[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function exportRecord(record: ResourceRecord, crypter: PassphraseCrypter | undefined): PropertyMap {
  const { name: _, inputs, outputs, dependencies, propertyDependencies, protect, ...rest } = record;
  const values = (properties: PropertyMap): object | undefined =>
    Object.keys(properties).length === 0 ? undefined : (exportValue(properties, crypter) as object);
  const { replacementTrigger: trigger } = rest;
  return {
    ...rest,
    ...(inputs && { inputs: values(inputs) }),
    ...(outputs && { outputs: values(outputs) }),
    ...(dependencies.length > 0 && { dependencies }),
    ...(Object.keys(propertyDependencies).length > 0 && { propertyDependencies }),
    ...(protect && { protect }),
    ...(trigger !== undefined && { replacementTrigger: exportValue(trigger, crypter) }),
  };
}

function importRecord(record: PropertyMap, crypter: PassphraseCrypter | undefined): ResourceRecord {
  const { urn } = record;
  if (typeof urn !== "string") throw new Error("A resource of the state has no URN.");
  for (const key of ["viewOf", "extensionRef", "snippetID"])
    if (key in record) throw new Error(`${urn} has "${key}", which this engine does not support.`);
  const values = (properties: unknown): PropertyMap =>
    isObject(properties) ? (importValue(properties, crypter) as PropertyMap) : {};
  const { replacementTrigger: trigger, aliases: _, stackTrace: _trace, ...rest } = record;
  return {
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    ...rest,
    urn,
    type: typeOf(urn),
    name: nameOf(urn),
    custom: record.custom === true,
    inputs: values(record.inputs),
    outputs: values(record.outputs),
    ...(trigger !== undefined && trigger !== null && { replacementTrigger: importValue(trigger, crypter) }),
  };
}

function exportValue(value: unknown, crypter: PassphraseCrypter | undefined): unknown {
  if (Array.isArray(value)) return value.map((element) => exportValue(element, crypter));
  if (!isObject(value)) return value;
  if (isSecret(value)) {
    const plaintext = JSON.stringify(exportValue(value.value, undefined));
    const content = crypter === undefined ? { plaintext } : { ciphertext: crypter.encrypt(plaintext) };
    return { [SIGNATURE]: SECRET, ...content };
  }
  if (hasSignature(value, RESOURCE)) {
    const { urn, id, packageVersion = "" } = value;
    return { [SIGNATURE]: RESOURCE, urn, packageVersion, ...(id === undefined ? {} : { id }) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, exportValue(element, crypter)]),
  );
}

function importValue(value: unknown, crypter: PassphraseCrypter | undefined): unknown {
  if (Array.isArray(value)) return value.map((element) => importValue(element, crypter));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET)
    return secret(importValue(JSON.parse(plaintextOf(value, crypter)), crypter));
  if (hasSignature(value, RESOURCE)) {
    const urn = String(value.urn);
    return { ...value, name: nameOf(urn), type: typeOf(urn) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, importValue(element, crypter)]),
  );
}

function plaintextOf({ plaintext, ciphertext }: PropertyMap, crypter: PassphraseCrypter | undefined): string {
  if (typeof plaintext === "string") return plaintext;
  if (typeof ciphertext !== "string")
    throw new Error("A secret of the state is malformed: it has neither `ciphertext` nor `plaintext`.");
  if (crypter === undefined)
    throw new Error("The state has encrypted secrets: set PULUMI_CONFIG_PASSPHRASE to its passphrase.");
  return crypter.decrypt(ciphertext);
}
