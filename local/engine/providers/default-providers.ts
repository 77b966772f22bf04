import type { Goal, Registered } from "../goal.ts";
import { PROVIDER_TYPE_PREFIX } from "../urn.ts";
import { type PropertyMap, secret } from "../wire.ts";

/** Where a program says that a provider is to come from. */
export interface PluginSource {
  /** The version of the SDK's package. */
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
}

export interface DefaultProvidersOptions {
  /** The configuration, by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys whose values are secret. */
  readonly secretKeys: readonly string[];
  /** The version of a package as it is installed, for those who name none. */
  readonly installedVersion: (pkg: string) => string | undefined;
  readonly register: (goal: Goal) => Promise<Registered>;
}

/** The provider resources that the engine makes itself, one per package and version, on their first use. */
export class DefaultProviders {
  readonly #options: DefaultProvidersOptions;
  readonly #references = new Map<string, Promise<string>>();

  constructor(options: DefaultProvidersOptions) {
    this.#options = options;
  }

  /**
   * The provider that `user`, a resource or function, needs: `URN::ID`.
   * @throws {Error} where `pulumi:disable-default-providers` bars the package.
   */
  async reference(user: string, pkg: string, given: PluginSource): Promise<string> {
    if (this.#barred(pkg))
      throw new Error(`Default provider for '${pkg}' disabled. '${user}' must use an explicit provider.`);
    const goal = this.goal(pkg, given);
    const key = `${pkg} ${goal.name}`;
    const reference = this.#references.get(key) ?? this.#create(goal);
    this.#references.set(key, reference);
    return await reference;
  }

  /** The provider resource of a package; without a version, of the one that is installed. */
  goal(pkg: string, given: PluginSource): Goal {
    const { config, secretKeys, installedVersion } = this.#options;
    const version = given.version ?? installedVersion(pkg);
    const pluginDownloadUrl = given.pluginDownloadUrl?.replace(/\/$/, "");
    const source = {
      ...(version !== undefined && { version }),
      ...(pluginDownloadUrl !== undefined && { pluginDownloadUrl }),
    };
    const inputs = Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith(`${pkg}:`))
        .map(([key, value]) => [key.slice(pkg.length + 1), secretKeys.includes(key) ? secret(value) : value]),
    );
    return {
      type: PROVIDER_TYPE_PREFIX + pkg,
      name: nameFor(source),
      custom: true,
      inputs: withSource(inputs, source),
      dependencies: [],
      propertyDependencies: {},
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      aliases: [],
    };
  }

  async #create(goal: Goal): Promise<string> {
    const { urn, id } = await this.#options.register(goal);
    return `${urn}::${id}`;
  }

  #barred(pkg: string): boolean {
    const setting = this.#options.config["pulumi:disable-default-providers"];
    if (pkg === "pulumi" || setting === undefined || setting === "") return false;
    const barred: unknown = JSON.parse(setting);
    return Array.isArray(barred) && barred.some((each) => each === "*" || String(each).trim() === pkg);
  }
}

/** The inputs of a provider resource say where it comes from, too: in what only the engine reads, but for the version. */
export function withSource(inputs: PropertyMap, { version, pluginDownloadUrl }: PluginSource): PropertyMap {
  if (version === undefined && pluginDownloadUrl === undefined) return inputs;
  return {
    ...inputs,
    ...(version !== undefined && { version }),
    __internal: pluginDownloadUrl === undefined ? {} : { pluginDownloadURL: pluginDownloadUrl },
  };
}

function nameFor({ version, pluginDownloadUrl }: PluginSource): string {
  const parts = ["default"];
  if (version !== undefined) parts.push(version.replaceAll(/[^A-Za-z0-9]/g, "_"));
  if (pluginDownloadUrl !== undefined)
    parts.push(
      pluginDownloadUrl
        .split("/")
        .filter((segment) => segment !== "")
        .map((segment) => segment.replaceAll(/[^A-Za-z0-9_.-]/g, "_"))
        .join("/"),
    );
  return parts.join("_");
}
