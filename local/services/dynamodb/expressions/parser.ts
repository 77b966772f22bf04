import { ExpressionError } from "./placeholders.ts";
import { isReservedWord } from "./reserved-words.ts";
import type { CallSyntax, OperandSyntax, PathElement, PathSyntax } from "./syntax.ts";
import { type Token, tokenize } from "./tokens.ts";

const MAX_EXPRESSION_BYTES = 4096;
const MAX_OPERATORS = 300;

/** What an expression can be refused for whatever the request's placeholders are, most important first. */
const STATIC_ISSUES = [
  "parentheses",
  "unknownFunction",
  "misusedFunction",
  "reserved",
  "section",
  "limit",
] as const;
type StaticIssue = (typeof STATIC_ISSUES)[number];

/** The part of the grammar that all expressions share: paths, values, calls, and how syntax errors read. */
export abstract class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #issues = new Map<StaticIssue, string>();
  #position = 0;
  #operators = 0;

  protected constructor(source: string) {
    if (source === "") throw new ExpressionError("The expression can not be empty;");
    const size = Buffer.byteLength(source);
    if (size > MAX_EXPRESSION_BYTES) {
      throw new ExpressionError(
        `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
    }
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  protected get token(): Token {
    return this.#tokens[this.#position] as Token;
  }

  protected peek(): Token {
    return this.#tokens[Math.min(this.#position + 1, this.#tokens.length - 1)] as Token;
  }

  protected next(): Token {
    const token = this.token;
    if (token.kind !== "end") this.#position++;
    return token;
  }

  protected isSymbol(text: string): boolean {
    return this.token.kind === "symbol" && this.token.text === text;
  }

  protected isKeyword(word: string): boolean {
    return this.token.kind === "identifier" && this.token.text.toUpperCase() === word;
  }

  protected takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.#position++;
    return true;
  }

  protected takeKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#position++;
    return true;
  }

  protected requireSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  protected requireEnd(): void {
    if (this.token.kind !== "end") throw this.syntaxError();
    if (this.#operators > MAX_OPERATORS) {
      this.note("limit", `The expression contains too many operators; operator count: ${this.#operators}`);
    }
    for (const issue of STATIC_ISSUES) {
      const message = this.#issues.get(issue);
      if (message !== undefined) throw new ExpressionError(message);
    }
  }

  /** Keeps what is wrong for after the syntax is known to be right; of each kind the first is reported. */
  protected note(issue: StaticIssue, message: string): void {
    if (!this.#issues.has(issue)) this.#issues.set(issue, message);
  }

  protected countOperator(): void {
    this.#operators++;
  }

  protected syntaxError(): ExpressionError {
    const previous = this.#tokens[this.#position - 1] ?? this.token;
    const near = this.#source.slice(previous.start, this.peek().end);
    return new ExpressionError(`Syntax error; token: "${this.token.text}", near: "${near}"`);
  }

  protected path(): PathSyntax {
    const elements: PathElement[] = [this.#attributeName()];
    for (;;) {
      if (this.takeSymbol(".")) elements.push(this.#attributeName());
      else if (this.takeSymbol("[")) {
        if (this.token.kind !== "number") throw this.syntaxError();
        elements.push(Number(this.next().text));
        this.requireSymbol("]");
      } else return { kind: "path", elements };
    }
  }

  protected operand(): OperandSyntax {
    if (this.token.kind === "value" && this.token.text.length > 1) {
      return { kind: "value", placeholder: this.next().text };
    }
    const following = this.peek();
    if (this.token.kind === "identifier" && following.kind === "symbol" && following.text === "(") {
      return this.#call();
    }
    return this.path();
  }

  /** An operand that stands as an argument, where parentheses around it are allowed. */
  protected argument(): OperandSyntax {
    if (!this.takeSymbol("(")) return this.operand();
    const operand = this.argument();
    this.requireSymbol(")");
    return operand;
  }

  protected abstract checkCall(call: CallSyntax): void;

  #call(): CallSyntax {
    const name = this.next().text;
    this.requireSymbol("(");
    const args = [this.argument()];
    while (this.takeSymbol(",")) args.push(this.argument());
    this.requireSymbol(")");
    this.countOperator();
    const call: CallSyntax = { kind: "call", name, args };
    this.checkCall(call);
    return call;
  }

  #attributeName(): string {
    const { kind, text } = this.token;
    if (kind !== "identifier" && !(kind === "name" && text.length > 1)) throw this.syntaxError();
    if (kind === "identifier" && isReservedWord(text)) {
      if (this.isOperatorWord(text.toUpperCase())) throw this.syntaxError();
      this.note("reserved", `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    }
    this.next();
    return text;
  }

  /** Words that are tokens of their own in this grammar, so that they cannot even be mistaken for a name. */
  protected abstract isOperatorWord(word: string): boolean;
}
