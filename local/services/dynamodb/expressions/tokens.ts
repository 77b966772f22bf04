type TokenKind = "identifier" | "name" | "value" | "number" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]*)|(:[A-Za-z0-9_]*)|([0-9]+)|(<>|<=|>=|[^\s]))/uy;
const KINDS: readonly TokenKind[] = ["identifier", "name", "value", "number", "symbol"];

/** The tokens of an expression, an `end` token last. A character that starts no token is a symbol no grammar has. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match !== null; match = TOKEN.exec(source)) {
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const text = match[group] as string;
    const end = match.index + match[0].length;
    tokens.push({ kind: KINDS[group - 1] as TokenKind, text, start: end - text.length, end });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: source.length, end: source.length });
  return tokens;
}
