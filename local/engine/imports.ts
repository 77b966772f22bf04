import type { Deployment } from "./deployment.ts";
import type { Project } from "./project.ts";
import { createUrn, isProviderType, stackUrn } from "./urn.ts";
import { isObject, type PropertyMap } from "./wire.ts";

/** What `pulumi import --file` takes. */
export interface ImportFile {
  /** URNs by the names that `parent` and `provider` use. */
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly ImportEntry[];
}

interface ImportEntry {
  readonly type: string;
  /** What others in the file call it. */
  readonly name: string;
  /** Its name in the stack. */
  readonly logicalName: string;
  readonly id: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly version?: string;
  readonly component: boolean;
  readonly inputs: PropertyMap;
  /** What Pulumi's CLI generates code for; the state has all that is read. */
  readonly properties: readonly string[];
  /** With them, the resource is taken as it is said to be, and not read. */
  readonly outputs?: PropertyMap;
}

/** An existing resource to be adopted. */
export interface Import
  extends Pick<ImportEntry, "type" | "id" | "component" | "inputs" | "properties" | "outputs" | "version"> {
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly providerUrn?: string;
}

/** @throws {Error} for what is malformed, and for what this engine does not support. */
export function readImportFile(content: unknown): ImportFile {
  if (!isObject(content)) throw new Error("The file of what to import must be a JSON object.");
  for (const key of Object.keys(content))
    if (key !== "nameTable" && key !== "resources")
      throw new Error(`The file of what to import has "${key}", which this engine does not support.`);
  const { nameTable = {}, resources = [] } = content;
  if (!isObject(nameTable) || !Array.isArray(resources))
    throw new Error('In the file of what to import, "nameTable" is an object and "resources" a list.');
  return {
    nameTable: Object.fromEntries(Object.entries(nameTable).map(([name, urn]) => [name, String(urn)])),
    resources: resources.map(readEntry),
  };
}

const KEYS: ReadonlySet<string> = new Set([
  "type",
  "name",
  "id",
  "parent",
  "provider",
  "version",
  "component",
  "inputs",
  "outputs",
  "properties",
  "logicalName",
]);

function readEntry(entry: unknown, index: number): ImportEntry {
  if (!isObject(entry)) throw new Error(`resource ${index} is no object`);
  const { type, id = "", component = false, inputs = {}, outputs, properties = [] } = entry;
  const name = entry.name ?? entry.logicalName;
  const what = `resource ${name === undefined ? index : `'${name}'`}${type === undefined ? "" : ` of type '${type}'`}`;
  for (const key of Object.keys(entry))
    if (!KEYS.has(key)) throw new Error(`${what} has "${key}", which this engine does not support.`);
  if (typeof type !== "string" || type === "") throw new Error(`${what} has no type`);
  if (typeof name !== "string" || name === "") throw new Error(`${what} has no name`);
  if (isProviderType(type))
    throw new Error(`${what} is a provider, which this engine does not import: declare it in the program.`);
  if (component === true && id !== "") throw new Error(`${what} has an ID, but is marked as a component`);
  if (component !== true && id === "") throw new Error(`${what} has no ID`);
  const text = (key: string): object => (typeof entry[key] === "string" ? { [key]: entry[key] } : {});
  return {
    type,
    name,
    logicalName: typeof entry.logicalName === "string" ? entry.logicalName : name,
    id: String(id),
    component: component === true,
    inputs: isObject(inputs) ? inputs : {},
    properties: Array.isArray(properties) ? properties.map(String) : [],
    ...(isObject(outputs) ? { outputs } : {}),
    ...text("parent"),
    ...text("provider"),
    ...text("version"),
  };
}

/** Adopts what the file says. @throws {Error} for a name that the file does not resolve. */
export async function importResources(
  file: ImportFile,
  deployment: Deployment,
  project: Project,
): Promise<void> {
  await deployment.import(resolved(file, project));
}

function resolved(file: ImportFile, project: Project): readonly Import[] {
  const urns = new Map(Object.entries(file.nameTable));
  const imports: Import[] = [];
  let left = file.resources;
  while (left.length > 0) {
    const ready = left.filter(({ parent }) => parent === undefined || urns.has(parent));
    const [stuck] = left;
    if (ready.length === 0)
      throw new Error(`the parent '${stuck?.parent}' for '${stuck?.name}' has no name in the file`);
    for (const entry of ready) {
      const parent = entry.parent === undefined ? stackUrn(project) : (urns.get(entry.parent) ?? "");
      const urn = createUrn(project, parent, entry.type, entry.logicalName);
      const providerUrn = entry.provider === undefined ? undefined : urns.get(entry.provider);
      if (entry.provider !== undefined && providerUrn === undefined)
        throw new Error(`the provider '${entry.provider}' for '${entry.name}' has no entry in 'nameTable'`);
      if (imports.some((other) => other.urn === urn))
        throw new Error(`duplicate import '${entry.logicalName}' of type '${entry.type}'`);
      urns.set(entry.name, urn);
      const { type, id, component, inputs, outputs, properties, version } = entry;
      imports.push({
        type,
        id,
        component,
        inputs,
        properties,
        urn,
        parent,
        name: entry.logicalName,
        ...(outputs === undefined ? {} : { outputs }),
        ...(version === undefined ? {} : { version }),
        ...(providerUrn === undefined ? {} : { providerUrn }),
      });
    }
    left = left.filter((entry) => !ready.includes(entry));
  }
  return imports;
}
