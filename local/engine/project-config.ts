import { isObject, type PropertyMap } from "./wire.ts";

export interface ConfigSources {
  readonly project: string;
  readonly stack: string;
  /** `config` of `Pulumi.yaml`. */
  readonly declarations: PropertyMap;
  /** `config` of `Pulumi.STACK.yaml`. */
  readonly values: PropertyMap;
  readonly overrides: Readonly<Record<string, string>>;
  /** Takes keys that the project does not declare, as Pulumi does. */
  readonly lenient: boolean;
}

interface Declaration {
  readonly type: string | undefined;
  readonly items: unknown;
  readonly fallback: unknown;
  readonly secret: boolean;
}

/**
 * The configuration a program sees, under Pulumi's rules (`sdk/go/common/workspace/config.go`): what the project
 * declares without a default must be there, and typed values must have their type. Beyond them, a key of the
 * project's namespace that it does not declare is refused, once it declares any: such a key is a misspelt one.
 */
export function mergeConfig(sources: ConfigSources): {
  config: Readonly<Record<string, string>>;
  secretKeys: readonly string[];
} {
  const { project, stack } = sources;
  const declarations = readDeclarations(sources);
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(sources.values)) values.set(fullKey(project, key), value);
  const overridden = new Map(
    Object.entries(sources.overrides).map(([key, value]) => [fullKey(project, key), value]),
  );
  if (!sources.lenient) refuseUndeclared(sources, declarations, [...values.keys(), ...overridden.keys()]);

  const missing: string[] = [];
  for (const [key, { fallback }] of declarations) {
    if (values.has(key) || overridden.has(key)) continue;
    if (fallback !== undefined) values.set(key, fallback);
    else if (key.startsWith(`${project}:`)) missing.push(shortKey(project, key));
  }
  if (missing.length > 0) {
    const keys = new Intl.ListFormat("en-GB").format(missing.sort().map((key) => `'${key}'`));
    throw new Error(
      `Stack '${stack}' is missing configuration value${missing.length > 1 ? "s" : ""} ${keys}`,
    );
  }

  const config: Record<string, string> = {};
  const secretKeys = new Set<string>();
  for (const key of new Set([...values.keys(), ...overridden.keys()])) {
    const override = overridden.get(key);
    const declaration = declarations.get(key);
    const given = override === undefined ? values.get(key) : parsed(override, declaration);
    const isSecret = isObject(given) && Object.keys(given).length === 1 && "secret" in given;
    const value = isSecret ? given.secret : given;
    if (isSecret || declaration?.secret) secretKeys.add(key);
    if (containsEncrypted(value))
      throw new Error(
        `Stack '${stack}' keeps '${key}' encrypted, which can't be read offline: give its value for this run.`,
      );
    if (declaration?.secret && !isSecret && override === undefined)
      throw new Error(
        `Stack '${stack}' with configuration key '${shortKey(project, key)}' must be encrypted as it's secret`,
      );
    if (declaration?.type !== undefined && !hasType(value, declaration.type, declaration.items))
      throw new Error(
        `Stack '${stack}' with configuration key '${shortKey(project, key)}' must be of type '${typeName(declaration.type, declaration.items)}'`,
      );
    config[key] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return { config, secretKeys: [...secretKeys] };
}

function readDeclarations({ project, declarations }: ConfigSources): ReadonlyMap<string, Declaration> {
  const result = new Map<string, Declaration>();
  for (const [name, declared] of Object.entries(declarations)) {
    const key = fullKey(project, name);
    const options = isObject(declared) ? declared : { default: declared };
    if (!key.startsWith(`${project}:`) && isObject(declared)) {
      for (const option of ["type", "default"])
        if (option in declared)
          throw new Error(
            `Configuration key '${name}' is not namespaced by the project and should not define '${option}': use 'value'.`,
          );
    }
    result.set(key, {
      type: typeof options.type === "string" ? options.type : undefined,
      items: options.items,
      fallback: options.default ?? options.value,
      secret: options.secret === true,
    });
  }
  return result;
}

function refuseUndeclared(
  { project, stack }: ConfigSources,
  declarations: ReadonlyMap<string, Declaration>,
  keys: readonly string[],
): void {
  const known = [...declarations.keys()].filter((key) => key.startsWith(`${project}:`));
  if (known.length === 0) return;
  for (const key of keys)
    if (key.startsWith(`${project}:`) && !declarations.has(key))
      throw new Error(
        `Stack '${stack}' sets '${shortKey(project, key)}', which Pulumi.yaml does not declare: it declares ${known.map((each) => shortKey(project, each)).join(", ")}.`,
      );
}

/** The text of an override as the value of its type. */
function parsed(text: string, declaration: Declaration | undefined): unknown {
  if (declaration?.type !== "array" && declaration?.type !== "object") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function hasType(value: unknown, type: string, items: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value));
    case "number":
      return (
        typeof value === "number" ||
        (typeof value === "string" && value !== "" && Number.isFinite(Number(value)))
      );
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isObject(value);
    case "array":
      return (
        Array.isArray(value) &&
        (!isObject(items) ||
          typeof items.type !== "string" ||
          value.every((element) => hasType(element, String(items.type), items.items)))
      );
    default:
      return false;
  }
}

function typeName(type: string, items: unknown): string {
  return type === "array" && isObject(items) && typeof items.type === "string"
    ? `array<${typeName(items.type, items.items)}>`
    : type;
}

function containsEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsEncrypted);
  if (!isObject(value)) return false;
  return (
    (Object.keys(value).length === 1 && typeof value.secure === "string") ||
    Object.values(value).some(containsEncrypted)
  );
}

function fullKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function shortKey(project: string, key: string): string {
  return key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
}
