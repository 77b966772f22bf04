import { Parser } from "./parser.ts";
import type { CallSyntax, Comparator, ConditionSyntax, OperandSyntax } from "./syntax.ts";

export const CONDITION_FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const COMPARATORS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);
const OPERATOR_WORDS: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"]);
const MAX_IN_OPERANDS = 100;

type Node = ConditionSyntax | OperandSyntax;

/** Condition, filter and key condition expressions: one grammar. */
export class ConditionParser extends Parser {
  /** What stands directly in the last pair of parentheses. */
  #parenthesised: Node | undefined;

  /** @throws {ExpressionError} */
  static parse(source: string): ConditionSyntax {
    const parser = new ConditionParser(source);
    const condition = parser.#condition(parser.#or());
    parser.requireEnd();
    return condition;
  }

  #or(): Node {
    let left = this.#and();
    while (this.takeKeyword("OR")) {
      this.countOperator();
      left = { kind: "or", left: this.#condition(left), right: this.#condition(this.#and()) };
    }
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.takeKeyword("AND")) {
      this.countOperator();
      left = { kind: "and", left: this.#condition(left), right: this.#condition(this.#not()) };
    }
    return left;
  }

  #not(): Node {
    if (!this.takeKeyword("NOT")) return this.#comparison();
    this.countOperator();
    return { kind: "not", condition: this.#condition(this.#not()) };
  }

  #comparison(): Node {
    const left = this.#unit();
    if (!isOperand(left)) return left;
    const { kind, text } = this.token;
    if (kind === "symbol" && COMPARATORS.has(text)) {
      this.next();
      this.countOperator();
      const right = this.#comparedOperand();
      this.#checkCompared(left, right);
      return { kind: "compare", comparator: text as Comparator, left, right };
    }
    if (this.takeKeyword("BETWEEN")) {
      this.countOperator();
      const lower = this.#comparedOperand();
      if (!this.takeKeyword("AND")) throw this.syntaxError();
      const upper = this.#comparedOperand();
      this.#checkCompared(left, lower, upper);
      return { kind: "between", operand: left, lower, upper };
    }
    if (this.takeKeyword("IN")) {
      this.countOperator();
      return this.#in(left);
    }
    return left;
  }

  #in(operand: OperandSyntax): Node {
    this.requireSymbol("(");
    const members = [this.#comparedOperand()];
    while (this.takeSymbol(",")) members.push(this.#comparedOperand());
    this.requireSymbol(")");
    this.#checkCompared(operand, ...members);
    if (members.length > MAX_IN_OPERANDS) {
      this.note(
        "limit",
        `The IN operator is provided with too many operands; number of operands: ${members.length}`,
      );
    }
    return { kind: "in", operand, members };
  }

  #unit(): Node {
    if (!this.takeSymbol("(")) return this.operand();
    this.#parenthesised = undefined;
    const inner = this.#or();
    if (inner === this.#parenthesised) this.note("parentheses", "The expression has redundant parentheses;");
    this.requireSymbol(")");
    this.#parenthesised = inner;
    return inner;
  }

  #comparedOperand(): OperandSyntax {
    const node = this.#unit();
    if (!isOperand(node)) throw this.syntaxError();
    return node;
  }

  /** Only `size` yields a value; the other functions are conditions. */
  #checkCompared(...operands: readonly OperandSyntax[]): void {
    for (const operand of operands) {
      if (operand.kind === "call" && operand.name !== "size") this.#noteMisuse(operand.name);
    }
  }

  #condition(node: Node): ConditionSyntax {
    if (node.kind === "path" || node.kind === "value") throw this.syntaxError();
    if (node.kind === "call" && node.name === "size") this.#noteMisuse(node.name);
    return node;
  }

  #noteMisuse(name: string): void {
    this.note(
      "misusedFunction",
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }

  protected override checkCall(call: CallSyntax): void {
    if (!Object.hasOwn(CONDITION_FUNCTIONS, call.name)) {
      this.note("unknownFunction", `Invalid function name; function: ${call.name}`);
    }
    for (const argument of call.args) {
      if (argument.kind === "call" && argument.name !== "size") this.#noteMisuse(argument.name);
    }
  }

  protected override isOperatorWord(word: string): boolean {
    return OPERATOR_WORDS.has(word);
  }
}

function isOperand(node: Node): node is OperandSyntax {
  return node.kind === "path" || node.kind === "value" || node.kind === "call";
}
