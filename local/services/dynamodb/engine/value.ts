/** An attribute's value as the wire has it: exactly one member is set. Numbers are canonical decimals, binaries base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly M?: Item;
  readonly L?: readonly AttributeValue[];
  readonly NULL?: boolean;
  readonly BOOL?: boolean;
}

/** Attributes by name. Inside the engine never changed once made, and without a prototype: any name is a legal attribute. */
export type Item = Readonly<Record<string, AttributeValue>>;
export type MutableItem = Record<string, AttributeValue>;

export type ValueType = keyof AttributeValue & string;
export type KeyType = "S" | "N" | "B";

/** In the order in which AWS names them. */
export const VALUE_TYPES: readonly ValueType[] = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"];

export function newItem(): MutableItem {
  return Object.create(null) as MutableItem;
}

export function typeOf(value: AttributeValue): ValueType {
  if (value.S !== undefined) return "S";
  if (value.N !== undefined) return "N";
  for (const type of VALUE_TYPES) if (value[type] !== undefined) return type;
  throw new Error("An attribute value without a type got past validation.");
}

/** The scalar of a key attribute, whichever of the three key types it has. */
export function scalarOf(value: AttributeValue): string {
  return value.S ?? value.N ?? value.B ?? "";
}

/** A deep copy that shares nothing with the engine, in plain objects as `JSON.parse` makes them. */
export function copyOut(item: Item): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const name in item) {
    const value = copyValueOut(item[name] as AttributeValue);
    if (name === "__proto__") {
      Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
    } else copy[name] = value;
  }
  return copy;
}

function copyValueOut(value: AttributeValue): AttributeValue {
  if (value.M !== undefined) return { M: copyOut(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyValueOut) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  if (value.BS !== undefined) return { BS: [...value.BS] };
  return { ...value };
}
