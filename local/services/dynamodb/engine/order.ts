import { compareNumbers, sortableNumber } from "./decimal.ts";
import { type AttributeValue, type Item, typeOf } from "./value.ts";

const HIGH_UNIT = /[\ud800-\uffff]/;
const HIGH_UNITS = /[\ud800-\uffff]/g;

/** A string whose code units sort as the UTF-8 bytes of `text` do: above U+D7FF the two orders differ. */
function sortableString(text: string): string {
  if (!HIGH_UNIT.test(text)) return text;
  return text.replace(HIGH_UNITS, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code >= 0xe000 ? code - 0x800 : code + 0x2000);
  });
}

function sortableBinary(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}

/** A string that sorts, by code units, as DynamoDB sorts a key value: strings and binaries by unsigned bytes, numbers by value. */
export function sortable(value: AttributeValue): string {
  if (value.S !== undefined) return sortableString(value.S);
  if (value.N !== undefined) return sortableNumber(value.N);
  return sortableBinary(value.B ?? "");
}

/** Compares two values of one orderable type (S, N, B); undefined where DynamoDB defines no order between them. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined) return right.N === undefined ? undefined : compareNumbers(left.N, right.N);
  if (left.S !== undefined)
    return right.S === undefined ? undefined : compareText(sortable(left), sortable(right));
  if (left.B !== undefined)
    return right.B === undefined ? undefined : compareText(sortable(left), sortable(right));
  return undefined;
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Equality as DynamoDB's `=` has it: same type, sets without regard to order. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  const type = typeOf(left);
  if (right[type] === undefined) return false;
  switch (type) {
    case "M":
      return equalItems(left.M as Item, right.M as Item);
    case "L": {
      const a = left.L ?? [];
      const b = right.L ?? [];
      return (
        a.length === b.length && a.every((value, index) => equalValues(value, b[index] as AttributeValue))
      );
    }
    case "SS":
    case "NS":
    case "BS": {
      const a = left[type] ?? [];
      const b = new Set(right[type]);
      return a.length === b.size && a.every((member) => b.has(member));
    }
    default:
      return left[type] === right[type];
  }
}

export function equalItems(left: Item, right: Item): boolean {
  if (left === right) return true;
  let count = 0;
  for (const name in left) {
    const other = right[name];
    if (other === undefined || !equalValues(left[name] as AttributeValue, other)) return false;
    count++;
  }
  for (const _ in right) count--;
  return count === 0;
}
