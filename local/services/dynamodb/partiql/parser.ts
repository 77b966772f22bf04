import { validationError } from "../../../core/errors.ts";
import type { AttributeValue } from "../engine/value.ts";
import type { Condition, Operand } from "../expressions/condition.ts";
import { requireDistinctPaths } from "../expressions/paths.ts";
import { ExpressionError, type Path } from "../expressions/placeholders.ts";
import type { Comparator } from "../expressions/syntax.ts";
import type { UpdateAction, UpdateOperand } from "../expressions/update.ts";
import { notWellFormed } from "./errors.ts";
import type { Delete, Insert, Returning, Select, Statement, Update } from "./statement.ts";
import { ValueParser } from "./value-parser.ts";

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
const RETURNING: Readonly<Record<string, Returning>> = {
  "ALL OLD": "ALL_OLD",
  "ALL NEW": "ALL_NEW",
  "MODIFIED OLD": "UPDATED_OLD",
  "MODIFIED NEW": "UPDATED_NEW",
};

/**
 * Reads one statement.
 * Source: Amazon DynamoDB Developer Guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB".
 */
export class StatementParser extends ValueParser {
  /** @throws {AwsError} `ValidationException` */
  static parse(source: string, parameters: readonly AttributeValue[]): Statement {
    const parser = new StatementParser(source, parameters);
    const statement = parser.#statement();
    parser.requireEnd();
    return statement;
  }

  #statement(): Statement {
    if (this.takeWord("SELECT")) return this.#select(false);
    if (this.takeWord("INSERT")) return this.#insert();
    if (this.takeWord("UPDATE")) return this.#update();
    if (this.takeWord("DELETE")) return this.#delete();
    if (this.takeWord("EXISTS")) return this.#exists();
    throw notWellFormed(`Expected SELECT, INSERT, UPDATE, DELETE or EXISTS but found ${this.token.text}`);
  }

  #exists(): Select {
    this.requireSymbol("(");
    this.requireWord("SELECT");
    const select = this.#select(true);
    this.requireSymbol(")");
    return select;
  }

  #select(isCheck: boolean): Select {
    const projection = this.takeSymbol("*") ? undefined : this.#projection();
    this.requireWord("FROM");
    const { table, index } = this.#source();
    const where = this.#where();
    return { kind: "select", table, index, projection, where, orderBy: this.#orderBy(), isCheck };
  }

  #projection(): readonly Path[] {
    const paths = [this.path()];
    while (this.takeSymbol(",")) paths.push(this.path());
    return paths;
  }

  #source(): { readonly table: string; readonly index: string | undefined } {
    const table = this.name();
    return { table, index: this.takeSymbol(".") ? this.name() : undefined };
  }

  #orderBy(): Select["orderBy"] {
    if (!this.takeWord("ORDER")) return undefined;
    this.requireWord("BY");
    const name = this.name();
    const descending = this.takeWord("DESC");
    if (!descending) this.takeWord("ASC");
    return { name, descending };
  }

  #insert(): Insert {
    this.requireWord("INTO");
    const table = this.name();
    this.requireWord("VALUE");
    const { M: item } = this.value();
    if (item === undefined) throw notWellFormed("Expected a tuple of attributes after VALUE");
    return { kind: "insert", table, item };
  }

  #update(): Update {
    const table = this.name();
    const actions: UpdateAction[] = [];
    for (;;) {
      if (this.takeWord("SET")) {
        do actions.push(this.#assignment());
        while (this.takeSymbol(","));
      } else if (this.takeWord("REMOVE")) {
        do actions.push({ action: "REMOVE", path: this.path() });
        while (this.takeSymbol(","));
      } else break;
    }
    if (actions.length === 0) throw notWellFormed(`Expected SET or REMOVE but found ${this.token.text}`);
    requireDistinct(actions.map(({ path }) => path));
    const where = this.#where();
    return { kind: "update", table, actions, where, returning: this.#returning() };
  }

  #assignment(): UpdateAction {
    const path = this.path();
    this.requireSymbol("=");
    for (const [word, action] of [
      ["set_add", "ADD"],
      ["set_delete", "DELETE"],
    ] as const) {
      if (!this.takeCall(word)) continue;
      this.path();
      this.requireSymbol(",");
      const value = this.value();
      this.requireSymbol(")");
      return { action, path, value };
    }
    return { action: "SET", path, value: this.#sum() };
  }

  #sum(): UpdateOperand {
    const left = this.#term();
    const subtract = this.takeSymbol("-");
    if (!subtract && !this.takeSymbol("+")) return left;
    return { kind: "sum", subtract, left, right: this.#term() };
  }

  #term(): UpdateOperand {
    if (this.takeCall("list_append")) {
      const left = this.#term();
      this.requireSymbol(",");
      const right = this.#term();
      this.requireSymbol(")");
      return { kind: "append", left, right };
    }
    if (this.takeCall("if_not_exists")) {
      const path = this.path();
      this.requireSymbol(",");
      const otherwise = this.#term();
      this.requireSymbol(")");
      return { kind: "ifNotExists", path, otherwise };
    }
    return this.startsValue() ? { kind: "value", value: this.value() } : { kind: "path", path: this.path() };
  }

  #delete(): Delete {
    this.requireWord("FROM");
    const table = this.name();
    const where = this.#where();
    const returning = this.#returning();
    if (returning !== undefined && returning !== "ALL_OLD") {
      throw validationError("Only RETURNING ALL OLD * is supported in a DELETE statement");
    }
    return { kind: "delete", table, where, returning };
  }

  #returning(): Returning | undefined {
    if (!this.takeWord("RETURNING")) return undefined;
    const which = this.takeWord("ALL") ? "ALL" : this.takeWord("MODIFIED") ? "MODIFIED" : "";
    const age = this.takeWord("OLD") ? "OLD" : this.takeWord("NEW") ? "NEW" : "";
    const returning = RETURNING[`${which} ${age}`];
    if (returning === undefined)
      throw notWellFormed("Expected ALL or MODIFIED, then OLD or NEW, after RETURNING");
    this.requireSymbol("*");
    return returning;
  }

  #where(): Condition | undefined {
    return this.takeWord("WHERE") ? this.#or() : undefined;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.takeWord("OR")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.takeWord("AND")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    if (this.takeWord("NOT")) return { kind: "not", condition: this.#not() };
    if (this.takeSymbol("(")) {
      const condition = this.#or();
      this.requireSymbol(")");
      return condition;
    }
    return this.#predicate();
  }

  #predicate(): Condition {
    for (const [word, kind] of [
      ["begins_with", "beginsWith"],
      ["contains", "contains"],
    ] as const) {
      if (!this.takeCall(word)) continue;
      const operand = this.#operand();
      this.requireSymbol(",");
      const argument = this.#operand();
      this.requireSymbol(")");
      return { kind, operand, argument };
    }
    if (this.takeCall("attribute_type")) {
      const operand = this.#operand();
      this.requireSymbol(",");
      const type = this.typeName();
      this.requireSymbol(")");
      return { kind: "type", operand, type };
    }
    const operand = this.#operand();
    if (this.takeWord("IS")) return this.#is(operand);
    if (this.takeWord("NOT")) return { kind: "not", condition: this.#membership(operand) };
    const comparator = this.token.kind === "symbol" ? COMPARATORS[this.token.text] : undefined;
    if (comparator === undefined) return this.#membership(operand);
    this.next();
    return { kind: "compare", comparator, left: operand, right: this.#operand() };
  }

  #membership(operand: Operand): Condition {
    if (this.takeWord("BETWEEN")) {
      const lower = this.#operand();
      this.requireWord("AND");
      return { kind: "between", operand, lower, upper: this.#operand() };
    }
    if (!this.takeWord("IN")) throw notWellFormed(`Expected a comparison but found ${this.token.text}`);
    const end = this.takeSymbol("[") ? "]" : ")";
    if (end === ")") this.requireSymbol("(");
    const members = [this.#operand()];
    while (this.takeSymbol(",")) members.push(this.#operand());
    this.requireSymbol(end);
    return { kind: "in", operand, members };
  }

  #is(operand: Operand): Condition {
    const negated = this.takeWord("NOT");
    let condition: Condition;
    if (this.takeWord("NULL")) condition = { kind: "type", operand, type: "NULL" };
    else if (this.takeWord("MISSING") && operand.kind === "path") {
      condition = { kind: "exists", path: operand.path, expected: false };
    } else throw notWellFormed("Expected NULL or MISSING after IS");
    return negated ? { kind: "not", condition } : condition;
  }

  #operand(): Operand {
    if (this.takeCall("size")) {
      const operand = this.#operand();
      this.requireSymbol(")");
      return { kind: "size", operand };
    }
    return this.startsValue() ? { kind: "value", value: this.value() } : { kind: "path", path: this.path() };
  }
}

function requireDistinct(paths: readonly Path[]): void {
  try {
    requireDistinctPaths(paths);
  } catch (error) {
    if (error instanceof ExpressionError) throw validationError(error.message);
    throw error;
  }
}
