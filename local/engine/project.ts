import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { mergeConfig } from "./project-config.ts";
import { isObject, type PropertyMap } from "./wire.ts";

/** A project and one of its stacks, ready to run. */
export interface Project {
  /** The project's name. */
  readonly project: string;
  readonly stack: string;
  /** Absolute; where `Pulumi.yaml` is. */
  readonly directory: string;
  /** Absolute; the directory that the program runs in. */
  readonly programDirectory: string;
  /** What is run, relative to `programDirectory`. */
  readonly entryPoint: string;
  /** Has the SDK transpile TypeScript (`runtime.options.typescript`); otherwise Node strips the types itself. */
  readonly typescript: boolean;
  /** Arguments for Node itself (`runtime.options.nodeargs`). */
  readonly nodeArguments: readonly string[];
  /** `namespace:key` to value: the stack's, the project's defaults, and overrides. Structured values are JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys whose values are secret. */
  readonly secretKeys: readonly string[];
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.STACK.yaml`. Overrides win over the stack's values; a key without a namespace
 * is the project's. With `stackConfig`, that is the stack's configuration, whatever `Pulumi.STACK.yaml` says.
 * @throws {Error} for files that are missing or malformed, and for configuration that does not fit its declaration.
 */
export function loadProject(
  directory: string,
  stack: string,
  overrides: Readonly<Record<string, string>> = {},
  stackConfig?: PropertyMap,
): Project {
  const root = resolve(directory);
  const settings = readYaml(join(root, "Pulumi.yaml"));
  const project = settings.name;
  if (typeof project !== "string" || project === "")
    throw new Error(`${join(root, "Pulumi.yaml")} has no "name" for the project.`);
  const options = runtimeOptions(root, settings.runtime);
  const { config, secretKeys } = mergeConfig({
    project,
    stack,
    declarations: asObject(settings.config, "config in Pulumi.yaml"),
    values: stackConfig ?? asObject(readStack(root, stack).config, `config in Pulumi.${stack}.yaml`),
    overrides,
    lenient: stackConfig !== undefined,
  });
  return {
    project,
    stack,
    directory: root,
    ...entryPoint(root, settings.main),
    typescript: options.typescript !== false,
    nodeArguments: nodeArguments(options.nodeargs),
    config,
    secretKeys,
  };
}

function runtimeOptions(root: string, runtime: unknown): PropertyMap {
  const name = isObject(runtime) ? runtime.name : runtime;
  if (name !== "nodejs")
    throw new Error(`${join(root, "Pulumi.yaml")}: the runtime must be nodejs, not ${JSON.stringify(name)}.`);
  return isObject(runtime) ? asObject(runtime.options, "runtime.options in Pulumi.yaml") : {};
}

function nodeArguments(value: unknown): readonly string[] {
  return typeof value === "string" ? value.split(/\s+/).filter((argument) => argument !== "") : [];
}

function entryPoint(root: string, main: unknown): Pick<Project, "programDirectory" | "entryPoint"> {
  if (typeof main !== "string" || main === "") return { programDirectory: root, entryPoint: "." };
  const path = join(root, main);
  return statSync(path).isDirectory()
    ? { programDirectory: path, entryPoint: "." }
    : { programDirectory: root, entryPoint: main };
}

function readStack(root: string, stack: string): PropertyMap {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) throw new Error(`"${stack}" is no name for a stack.`);
  const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
  if (!stacks.includes(stack)) {
    if (stacks.length === 0) return {};
    throw new Error(`There is no stack "${stack}" in ${root}: it has ${stacks.sort().join(", ")}.`);
  }
  const settings = readYaml(join(root, `Pulumi.${stack}.yaml`));
  if (settings.environment !== undefined)
    throw new Error(`Pulumi.${stack}.yaml imports a Pulumi ESC environment, which can't be opened offline.`);
  return settings;
}

function readYaml(path: string): PropertyMap {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${path} can't be read.`, { cause: error });
  }
  try {
    return asObject(parse(text), path);
  } catch (error) {
    throw new Error(`${path} is malformed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function asObject(value: unknown, what: string): PropertyMap {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new Error(`${what} must be a map.`);
  return value;
}
