interface Registration {
  readonly custom: boolean;
  /** A custom resource that is there by now. */
  readonly created: boolean;
}

/** What a program has registered so far, to answer whether all below given resources is there. */
export class Registrations {
  readonly #byUrn = new Map<string, Registration>();
  readonly #parents = new Map<string, string>();
  readonly #children = new Map<string, Set<string>>();
  /** By parent: how many registrations are under way. */
  readonly #underWay = new Map<string, number>();
  #changed = Promise.withResolvers<void>();

  /** Notes that something below `parent` is being registered, until `operation` has ended. */
  async during<T>(parent: string, operation: () => Promise<T>): Promise<T> {
    this.#count(parent, 1);
    try {
      return await operation();
    } finally {
      this.#count(parent, -1);
    }
  }

  add(urn: string, parent: string, registration: Registration): void {
    const siblings = this.#children.get(parent) ?? new Set();
    this.#children.set(parent, siblings.add(urn));
    this.#parents.set(urn, parent);
    this.#byUrn.set(urn, registration);
    this.#wake();
  }

  /** The parents of a resource to be registered below `parent`, from the inside out. */
  *ancestors(parent: string): Iterable<string> {
    for (let urn = parent; urn !== ""; urn = this.#parents.get(urn) ?? "") yield urn;
  }

  /** Is there a custom resource, itself named or below a component that is, which is not there yet? */
  async hasUnresolved(urns: readonly string[]): Promise<boolean> {
    for (;;) {
      const components = new Set<string>();
      const frontier = [...urns];
      for (let urn = frontier.pop(); urn !== undefined; urn = frontier.pop()) {
        const registration = this.#byUrn.get(urn);
        if (registration === undefined) continue;
        if (registration.custom && !registration.created) return true;
        if (registration.custom || components.has(urn)) continue;
        components.add(urn);
        frontier.push(...(this.#children.get(urn) ?? []));
      }
      if (![...components].some((urn) => this.#underWay.has(urn))) return false;
      await this.#changed.promise;
    }
  }

  #count(parent: string, difference: number): void {
    const count = (this.#underWay.get(parent) ?? 0) + difference;
    if (count > 0) this.#underWay.set(parent, count);
    else this.#underWay.delete(parent);
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
