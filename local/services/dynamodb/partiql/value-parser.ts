import { validationError } from "../../../core/errors.ts";
import { type AttributeValue, newItem, VALUE_TYPES, type ValueType } from "../engine/value.ts";
import type { Path } from "../expressions/placeholders.ts";
import { normalizeValue } from "../validation/values.ts";
import { notWellFormed } from "./errors.ts";
import { type Token, tokenize } from "./tokens.ts";

const OPENERS = ["?", "[", "{", "<<", "-"];
const WORDS: Readonly<Record<string, AttributeValue>> = {
  TRUE: { BOOL: true },
  FALSE: { BOOL: false },
  NULL: { NULL: true },
};

/** What all clauses are made of: names, paths, literals and parameters. */
export class ValueParser {
  readonly #tokens: readonly Token[];
  readonly #parameters: readonly AttributeValue[];
  #position = 0;
  #parameter = 0;

  protected constructor(source: string, parameters: readonly AttributeValue[]) {
    this.#tokens = tokenize(source);
    this.#parameters = parameters;
    const wanted = this.#tokens.filter(({ kind, text }) => kind === "symbol" && text === "?").length;
    if (wanted !== parameters.length) {
      throw validationError("Number of parameters in request and statement don't match.");
    }
  }

  protected get token(): Token {
    return this.#tokens[this.#position] as Token;
  }

  protected next(): Token {
    const { token } = this;
    if (token.kind !== "end") this.#position++;
    return token;
  }

  protected takeWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.next();
    return found;
  }

  protected requireWord(word: string): void {
    if (!this.takeWord(word)) throw notWellFormed(`Expected ${word} but found ${this.token.text}`);
  }

  protected takeSymbol(symbol: string): boolean {
    const found = this.token.kind === "symbol" && this.token.text === symbol;
    if (found) this.next();
    return found;
  }

  protected requireSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw notWellFormed(`Expected ${symbol} but found ${this.token.text}`);
  }

  /** Takes a function's name with its opening parenthesis. */
  protected takeCall(name: string): boolean {
    const following = this.#tokens[this.#position + 1];
    if (!this.#isWord(name) || following?.kind !== "symbol" || following.text !== "(") return false;
    this.next();
    this.next();
    return true;
  }

  protected requireEnd(): void {
    if (this.token.kind !== "end") throw notWellFormed(`Unexpected ${this.token.text}`);
  }

  protected name(): string {
    const { kind, text } = this.next();
    if (kind === "word" || kind === "name") return text;
    throw notWellFormed(`Expected a name but found ${text}`);
  }

  protected path(): Path {
    const path: (string | number)[] = [this.name()];
    for (;;) {
      if (this.takeSymbol(".")) path.push(this.name());
      else if (this.takeSymbol("[")) {
        const { kind, text } = this.next();
        if (kind === "number" && /^\d+$/.test(text)) path.push(Number(text));
        else if (kind === "text") path.push(text);
        else throw notWellFormed(`Expected an index but found ${text}`);
        this.requireSymbol("]");
      } else return path;
    }
  }

  protected typeName(): ValueType {
    const text = this.value().S;
    const type = VALUE_TYPES.find((candidate) => candidate === text);
    if (type === undefined) throw notWellFormed(`Expected the name of a type but found ${text}`);
    return type;
  }

  protected startsValue(): boolean {
    const { kind, text } = this.token;
    if (kind === "symbol") return OPENERS.includes(text);
    return kind === "text" || kind === "number" || (kind === "word" && text.toUpperCase() in WORDS);
  }

  /** @throws {AwsError} `ValidationException` also for a value that is none of DynamoDB's. */
  protected value(): AttributeValue {
    return normalizeValue(this.#literal());
  }

  #literal(): AttributeValue {
    const { kind, text } = this.next();
    if (kind === "text") return { S: text };
    if (kind === "number") return { N: text };
    const word = kind === "word" ? WORDS[text.toUpperCase()] : undefined;
    if (word !== undefined) return word;
    if (kind === "symbol") {
      switch (text) {
        case "?":
          return this.#parameters[this.#parameter++] as AttributeValue;
        case "-":
          return { N: `-${this.next().text}` };
        case "[":
          return { L: this.#members("]") };
        case "{":
          return { M: this.#tuple() };
        case "<<":
          return this.#set(this.#members(">>"));
      }
    }
    throw notWellFormed(`Expected a value but found ${text}`);
  }

  #members(end: string): readonly AttributeValue[] {
    const members: AttributeValue[] = [];
    while (!this.takeSymbol(end)) {
      if (members.length > 0) this.requireSymbol(",");
      members.push(this.#literal());
    }
    return members;
  }

  #tuple(): Readonly<Record<string, AttributeValue>> {
    const tuple = newItem();
    for (let first = true; !this.takeSymbol("}"); first = false) {
      if (!first) this.requireSymbol(",");
      const { kind, text } = this.next();
      if (kind !== "text" && kind !== "name")
        throw notWellFormed(`Expected an attribute's name but found ${text}`);
      this.requireSymbol(":");
      tuple[text] = this.#literal();
    }
    return tuple;
  }

  #set(members: readonly AttributeValue[]): AttributeValue {
    const texts = members.flatMap(({ S }) => S ?? []);
    if (texts.length === members.length) return { SS: texts };
    const numbers = members.flatMap(({ N }) => N ?? []);
    if (numbers.length === members.length) return { NS: numbers };
    const binaries = members.flatMap(({ B }) => B ?? []);
    if (binaries.length === members.length) return { BS: binaries };
    throw validationError("The members of a set must all be strings, numbers or binaries");
  }

  #isWord(word: string): boolean {
    return this.token.kind === "word" && this.token.text.toUpperCase() === word.toUpperCase();
  }
}
