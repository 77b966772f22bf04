/** Expressions as they are written, placeholders unresolved. Parsed once per text and shared by all requests. */

/** A name, a `#placeholder` or a list index. */
export type PathElement = string | number;

export interface PathSyntax {
  readonly kind: "path";
  readonly elements: readonly PathElement[];
}

export interface ValueSyntax {
  readonly kind: "value";
  /** With its colon. */
  readonly placeholder: string;
}

export interface CallSyntax {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly OperandSyntax[];
}

export type OperandSyntax = PathSyntax | ValueSyntax | CallSyntax;

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type ConditionSyntax =
  | { readonly kind: "and" | "or"; readonly left: ConditionSyntax; readonly right: ConditionSyntax }
  | { readonly kind: "not"; readonly condition: ConditionSyntax }
  | {
      readonly kind: "compare";
      readonly comparator: Comparator;
      readonly left: OperandSyntax;
      readonly right: OperandSyntax;
    }
  | {
      readonly kind: "between";
      readonly operand: OperandSyntax;
      readonly lower: OperandSyntax;
      readonly upper: OperandSyntax;
    }
  | { readonly kind: "in"; readonly operand: OperandSyntax; readonly members: readonly OperandSyntax[] }
  | CallSyntax;

export interface SumSyntax {
  readonly kind: "sum";
  readonly operator: "+" | "-";
  readonly left: OperandSyntax;
  readonly right: OperandSyntax;
}

export type UpdateActionSyntax =
  | { readonly action: "SET"; readonly path: PathSyntax; readonly value: OperandSyntax | SumSyntax }
  | { readonly action: "REMOVE"; readonly path: PathSyntax }
  | { readonly action: "ADD" | "DELETE"; readonly path: PathSyntax; readonly value: ValueSyntax };
