import type { Goal, Registered } from "../goal.ts";
import { PROVIDER_TYPE_PREFIX } from "../urn.ts";

export interface DefaultProvidersOptions {
  /** The configuration, by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
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
  async reference(user: string, pkg: string, given: string | undefined): Promise<string> {
    if (this.#barred(pkg))
      throw new Error(`Default provider for '${pkg}' disabled. '${user}' must use an explicit provider.`);
    const version = given ?? this.#options.installedVersion(pkg);
    const key = `${pkg}@${version ?? ""}`;
    const reference = this.#references.get(key) ?? this.#create(pkg, version);
    this.#references.set(key, reference);
    return await reference;
  }

  /** The provider resource of a package and version; without one, of the version that is installed. */
  goal(pkg: string, given: string | undefined): Goal {
    const version = given ?? this.#options.installedVersion(pkg);
    const inputs = Object.fromEntries(
      Object.entries(this.#options.config)
        .filter(([key]) => key.startsWith(`${pkg}:`))
        .map(([key, value]) => [key.slice(pkg.length + 1), value]),
    );
    return {
      type: PROVIDER_TYPE_PREFIX + pkg,
      name: version === undefined ? "default" : `default_${version.replaceAll(/[^A-Za-z0-9]/g, "_")}`,
      custom: true,
      inputs: version === undefined ? inputs : { ...inputs, version, __internal: {} },
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

  async #create(pkg: string, version: string | undefined): Promise<string> {
    const { urn, id } = await this.#options.register(this.goal(pkg, version));
    return `${urn}::${id}`;
  }

  #barred(pkg: string): boolean {
    const setting = this.#options.config["pulumi:disable-default-providers"];
    if (pkg === "pulumi" || setting === undefined || setting === "") return false;
    const barred: unknown = JSON.parse(setting);
    return Array.isArray(barred) && barred.some((each) => each === "*" || String(each).trim() === pkg);
  }
}
