import { isUnknown, UNKNOWN } from "../provider/resource.ts";
import { nameOf, typeOf } from "./urn.ts";

/**
 * Property values as Pulumi's protocol and state carry them: JSON, in which special values are objects with a
 * signature (`sdk/go/common/resource/properties.go`).
 */
export type PropertyMap = Readonly<Record<string, unknown>>;

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
export const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export function isObject(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasSignature(value: unknown, signature: string): value is PropertyMap {
  return isObject(value) && value[SIGNATURE] === signature;
}

export function isSecret(value: unknown): value is { readonly value: unknown } {
  return hasSignature(value, SECRET);
}

export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Rebuilds a value with every element of its lists and objects put through `change`. */
function mapElements(value: unknown, change: (element: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, change(element)]));
}

/** The value without its secret marks, deeply. */
export function withoutSecrets(value: unknown): unknown {
  return isSecret(value) ? withoutSecrets(value.value) : mapElements(value, withoutSecrets);
}

/** What the receiver of a message understands; what it does not is sent as something plainer. */
export interface Acceptance {
  readonly secrets: boolean;
  readonly resources: boolean;
  readonly outputs: boolean;
}

/** A receiver that understands nothing but plain values. */
export const PLAIN: Acceptance = { secrets: false, resources: false, outputs: false };

export interface SendOptions {
  readonly accepts: Acceptance;
  /** Unknowns are left out, as the receiver is to see what is there only. */
  readonly dropUnknowns?: boolean;
  /** Assets and archives are reduced to their hashes: what diffs and olds carry. */
  readonly hashesOnly?: boolean;
}

/** The properties as a receiver gets to see them (`MarshalProperties` of Pulumi's engine). */
export function send(properties: PropertyMap, options: SendOptions): PropertyMap {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      const sent = sendValue(value, options);
      return sent === undefined ? [] : [[key, sent]];
    }),
  );
}

function sendValue(value: unknown, options: SendOptions): unknown {
  if (isUnknown(value)) return options.dropUnknowns ? undefined : value;
  if (Array.isArray(value))
    return value.map((element) => sendValue(element, options)).filter((element) => element !== undefined);
  if (!isObject(value)) return value;
  switch (value[SIGNATURE]) {
    case undefined:
      return send(value, options);
    case SECRET: {
      const inner = sendValue(value.value, options);
      return inner === undefined || !options.accepts.secrets ? inner : secret(inner);
    }
    case OUTPUT:
      if (options.accepts.outputs)
        return "value" in value ? { ...value, value: sendValue(value.value, options) } : value;
      return sendValue(downgraded(value), options);
    case RESOURCE:
      if (options.accepts.resources) return reference(value);
      return "id" in value ? sendValue(value.id || UNKNOWN, options) : value.urn;
    default:
      return options.hashesOnly ? { [SIGNATURE]: value[SIGNATURE], hash: value.hash } : value;
  }
}

/** A reference to a resource in full; an id that is not known yet is empty. */
function reference(value: PropertyMap): PropertyMap {
  const urn = String(value.urn);
  const id = isUnknown(value.id) ? "" : value.id;
  return {
    [SIGNATURE]: RESOURCE,
    urn,
    name: value.name ?? nameOf(urn),
    type: value.type ?? typeOf(urn),
    ...("id" in value ? { id } : {}),
    ...(value.packageVersion ? { packageVersion: value.packageVersion } : {}),
  };
}

/** An output value as what the engine keeps of it: its element, unknown or secret. */
function downgraded(output: PropertyMap): unknown {
  const element = "value" in output ? output.value : UNKNOWN;
  return output.secret === true ? secret(element) : element;
}

/** The value without output values, deeply. */
export function withoutOutputs(value: unknown): unknown {
  if (hasSignature(value, OUTPUT)) {
    const { value: element, ...rest } = value;
    return downgraded("value" in value ? { ...rest, value: withoutOutputs(element) } : value);
  }
  return mapElements(value, withoutOutputs);
}

/** The value with secrets and unknowns as output values, which is how components get them. */
export function withOutputs(value: unknown): unknown {
  if (isUnknown(value)) return { [SIGNATURE]: OUTPUT };
  if (isSecret(value)) return { [SIGNATURE]: OUTPUT, value: withOutputs(value.value), secret: true };
  if (hasSignature(value, OUTPUT))
    return "value" in value ? { ...value, value: withOutputs(value.value) } : value;
  return mapElements(value, withOutputs);
}

/** The URNs that the output values in a value depend on, deeply. */
export function outputDependencies(value: unknown): ReadonlySet<string> {
  const urns = new Set<string>();
  const collect = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(collect);
    if (!isObject(each)) return;
    if (hasSignature(each, OUTPUT) && Array.isArray(each.dependencies))
      for (const urn of each.dependencies) urns.add(String(urn));
    Object.values(each).forEach(collect);
  };
  collect(value);
  return urns;
}

/** JSON's rules for what a handler answers: undefined leaves objects and is null in lists. */
export function normalize(properties: PropertyMap): PropertyMap {
  return asMap(normalizeValue(properties));
}

function normalizeValue(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((element) => (element === undefined ? null : normalizeValue(element)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, element]) => element !== undefined)
      .map(([key, element]) => [key, normalizeValue(element)]),
  );
}

/**
 * Gives what a provider answered the secretness of what it was given, by key: objects recursively, a list with
 * one secret in it as a whole.
 */
export function markSecrets(answered: PropertyMap, given: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(answered).map(([key, value]) => {
      const origin = given[key];
      if (isPlainObject(origin) && isPlainObject(value)) return [key, markSecrets(value, origin)];
      return [key, containsSecret(origin) ? secret(value) : value];
    }),
  );
}

function isPlainObject(value: unknown): value is PropertyMap {
  return isObject(value) && !(SIGNATURE in value);
}

export function containsSecret(value: unknown): boolean {
  return some(value, (each) => isSecret(each) || (hasSignature(each, OUTPUT) && each.secret === true));
}

export function containsUnknown(value: unknown): boolean {
  return some(value, (each) => isUnknown(each) || (hasSignature(each, OUTPUT) && !("value" in each)));
}

function some(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((element) => some(element, test));
  return isObject(value) && Object.values(value).some((element) => some(element, test));
}

function asMap(value: unknown): PropertyMap {
  return isObject(value) ? value : {};
}
