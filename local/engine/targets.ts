/** The URNs that an option such as `--target` names: literally, or with `*` (no colon) and `**` (anything). */
export class Targets {
  readonly #given: readonly string[];
  readonly #literals: Set<string>;
  readonly #patterns: readonly RegExp[];

  constructor(urns: readonly string[] = []) {
    this.#given = urns;
    this.#literals = new Set(urns.filter((urn) => !urn.includes("*")));
    this.#patterns = urns.filter((urn) => urn.includes("*")).map(pattern);
  }

  /** Without any, everything is a target. */
  get constrained(): boolean {
    return this.#literals.size > 0 || this.#patterns.length > 0;
  }

  get literals(): readonly string[] {
    return [...this.#literals];
  }

  has(urn: string): boolean {
    return !this.constrained || this.#literals.has(urn) || this.#patterns.some((each) => each.test(urn));
  }

  add(urn: string): void {
    if (this.constrained) this.#literals.add(urn);
  }

  copy(): Targets {
    return new Targets([...this.#given, ...this.#literals]);
  }
}

function pattern(glob: string): RegExp {
  const parts = glob.split("**").map((part) => part.split("*").map(escaped).join("[^:]*"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}
