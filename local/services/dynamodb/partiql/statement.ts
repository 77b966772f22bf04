import type { Item } from "../engine/value.ts";
import type { Condition } from "../expressions/condition.ts";
import type { Path } from "../expressions/placeholders.ts";
import type { UpdateAction } from "../expressions/update.ts";

/** What RETURNING asks for, under the names that `ReturnValues` has for it. */
export type Returning = "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";

/** A statement whose parameters are in place. */
export type Statement = Select | Insert | Update | Delete;

export interface Select {
  readonly kind: "select";
  readonly table: string;
  readonly index: string | undefined;
  /** Undefined for `*`. */
  readonly projection: readonly Path[] | undefined;
  readonly where: Condition | undefined;
  readonly orderBy: { readonly name: string; readonly descending: boolean } | undefined;
  /** Stands in EXISTS(…), where it checks instead of reading. */
  readonly isCheck: boolean;
}

export interface Insert {
  readonly kind: "insert";
  readonly table: string;
  readonly item: Item;
}

export interface Update {
  readonly kind: "update";
  readonly table: string;
  readonly actions: readonly UpdateAction[];
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface Delete {
  readonly kind: "delete";
  readonly table: string;
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}
