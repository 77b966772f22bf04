import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "./wire.ts";

/** The Pulumi packages that a program has installed: resources that name no version are of the version of these. */
export class InstalledPackages {
  readonly #directory: string;
  #versions: ReadonlyMap<string, string> | undefined;

  /** `directory`: where the program is. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  version(pkg: string): string | undefined {
    this.#versions ??= new Map(packagesIn(join(this.#directory, "node_modules")));
    return this.#versions.get(pkg);
  }
}

function* packagesIn(modules: string): Iterable<[string, string]> {
  for (const name of entries(modules)) {
    if (name.startsWith("@")) yield* packagesIn(join(modules, name));
    else {
      const found = pulumiPackage(join(modules, name));
      if (found !== undefined) yield found;
    }
  }
}

function pulumiPackage(directory: string): [string, string] | undefined {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    if (!isObject(settings) || !isObject(settings.pulumi) || settings.pulumi.resource !== true)
      return undefined;
    const { pulumi, name, version } = settings;
    const pkg = typeof pulumi.name === "string" ? pulumi.name : String(name).replace(/^@pulumi\//, "");
    return [pkg, String(pulumi.version ?? version).replace(/^v/, "")];
  } catch {
    return undefined;
  }
}

function entries(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
