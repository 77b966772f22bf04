import { randomUUID } from "node:crypto";
import type { ProviderCalls } from "./provider-calls.ts";
import type { ResourceTable } from "./resource-table.ts";
import { createUrn, PROVIDER_TYPE_PREFIX, packageOf, referencedUrn, type StackName } from "./urn.ts";

/** The provider resources that the engine makes itself, one per package and version, on their first use. */
export class DefaultProviders {
  readonly #stack: StackName;
  readonly #config: Readonly<Record<string, string>>;
  readonly #calls: ProviderCalls;
  readonly #table: ResourceTable;
  /** Package, then version (empty where the program names none), to reference. */
  readonly #references = new Map<string, Map<string, string>>();

  constructor(
    stack: StackName,
    config: Readonly<Record<string, string>>,
    calls: ProviderCalls,
    table: ResourceTable,
  ) {
    this.#stack = stack;
    this.#config = config;
    this.#calls = calls;
    this.#table = table;
  }

  /**
   * The reference to the provider of a resource or function, `URN::ID`. Not to be called side by side.
   * @throws {Error} for an explicit one that is no resource of the program, and for unfit configuration.
   */
  async reference(token: string, explicit: string | undefined, version: string | undefined): Promise<string> {
    if (explicit !== undefined) {
      if (this.#table.get(referencedUrn(explicit)) === undefined)
        throw new Error(`${token} names the provider ${explicit}, which is no resource of this program.`);
      return explicit;
    }
    const pkg = packageOf(token);
    const ofPackage = this.#references.get(pkg) ?? new Map<string, string>();
    this.#references.set(pkg, ofPackage);
    const known = version === undefined ? [...ofPackage.values()][0] : ofPackage.get(version);
    if (known !== undefined) return known;
    const reference = await this.#create(pkg, version);
    ofPackage.set(version ?? "", reference);
    return reference;
  }

  async #create(pkg: string, version: string | undefined): Promise<string> {
    const type = PROVIDER_TYPE_PREFIX + pkg;
    const name = version === undefined ? "default" : `default_${version.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
    const urn = createUrn(this.#stack, undefined, type, name);
    const slot = this.#table.reserve(urn);
    const old = this.#table.claim(urn, []);
    const configured = Object.fromEntries(
      Object.entries(this.#config)
        .filter(([key]) => key.startsWith(`${pkg}:`))
        .map(([key, value]) => [key.slice(pkg.length + 1), value]),
    );
    const inputs = await this.#calls.checkConfig(urn, {
      ...configured,
      ...(version === undefined ? {} : { version }),
    });
    const id = old?.record.id ?? randomUUID();
    slot.record = {
      urn,
      type,
      name,
      custom: true,
      id,
      inputs: { ...inputs, __internal: {} },
      outputs: inputs,
      dependencies: [],
      propertyDependencies: {},
      protect: false,
    };
    if (old !== undefined) this.#table.remove(old);
    return `${urn}::${id}`;
  }
}
