import { notWellFormed } from "./errors.ts";

export interface Token {
  readonly kind: "word" | "name" | "text" | "number" | "symbol" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:([A-Za-z_$][A-Za-z0-9_$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(<<|>>|<>|<=|>=|!=|[=<>()[\]{},.*?:+-]))/uy;
const KINDS = ["word", "name", "text", "number", "symbol"] as const;

/** The tokens of a statement, an `end` token last. @throws {AwsError} `ValidationException` */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = source.replace(/[\s;]+$/, "").length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) {
      const position = at + source.slice(at).search(/\S/) + 1;
      throw notWellFormed(`Unexpected character at position ${position}`);
    }
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const kind = KINDS[group - 1] ?? "symbol";
    tokens.push({ kind, text: unescaped(kind, match[group] ?? "") });
  }
  tokens.push({ kind: "end", text: "the end of the statement" });
  return tokens;
}

function unescaped(kind: Token["kind"], text: string): string {
  if (kind === "name") return text.replaceAll('""', '"');
  return kind === "text" ? text.replaceAll("''", "'") : text;
}
