import { Parser } from "./parser.ts";
import type { CallSyntax, OperandSyntax, SumSyntax, UpdateActionSyntax, ValueSyntax } from "./syntax.ts";

export const UPDATE_FUNCTIONS: Readonly<Record<string, number>> = { if_not_exists: 2, list_append: 2 };

const SECTIONS = ["SET", "REMOVE", "ADD", "DELETE"] as const;
type Section = (typeof SECTIONS)[number];

export class UpdateParser extends Parser {
  /** @throws {ExpressionError} */
  static parse(source: string): readonly UpdateActionSyntax[] {
    const parser = new UpdateParser(source);
    const actions = parser.#sections();
    parser.requireEnd();
    return actions;
  }

  #sections(): readonly UpdateActionSyntax[] {
    const actions: UpdateActionSyntax[] = [];
    const seen = new Set<Section>();
    do {
      const section = SECTIONS.find((word) => this.takeKeyword(word));
      if (section === undefined) throw this.syntaxError();
      if (seen.has(section)) {
        this.note("section", `The "${section}" section can only be used once in an update expression;`);
      }
      seen.add(section);
      do actions.push(this.#action(section));
      while (this.takeSymbol(","));
    } while (this.token.kind !== "end");
    return actions;
  }

  #action(section: Section): UpdateActionSyntax {
    this.countOperator();
    const path = this.path();
    if (section === "REMOVE") return { action: section, path };
    if (section === "SET") {
      this.requireSymbol("=");
      return { action: section, path, value: this.#setValue() };
    }
    return { action: section, path, value: this.#value() };
  }

  #value(): ValueSyntax {
    const operand = this.operand();
    if (operand.kind !== "value") throw this.syntaxError();
    return operand;
  }

  #setValue(): OperandSyntax | SumSyntax {
    const left = this.#term();
    const operator = this.isSymbol("+") ? "+" : this.isSymbol("-") ? "-" : undefined;
    if (operator === undefined || left.kind === "sum") return left;
    this.next();
    this.countOperator();
    return { kind: "sum", operator, left, right: this.argument() };
  }

  #term(): OperandSyntax | SumSyntax {
    if (!this.takeSymbol("(")) return this.operand();
    const value = this.#setValue();
    this.requireSymbol(")");
    return value;
  }

  protected override checkCall(call: CallSyntax): void {
    if (!Object.hasOwn(UPDATE_FUNCTIONS, call.name)) {
      this.note("unknownFunction", `Invalid function name; function: ${call.name}`);
    }
  }

  protected override isOperatorWord(word: string): boolean {
    return (SECTIONS as readonly string[]).includes(word);
  }
}
