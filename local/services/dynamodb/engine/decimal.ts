/**
 * DynamoDB's numbers: decimals of up to 38 significant digits between 1E-130 and 9.99…E+125, exact.
 * Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules", "Number".
 */

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;

/** `0.d1d2…` is `digits` without leading or trailing zeros; the value is d1.d2… × 10^exponent. Zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** A number that DynamoDB refuses; the message is AWS's. */
export class NumberError extends Error {}

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
const SHORT_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

function parse(text: string): Decimal {
  const match = SYNTAX.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (match === null || whole.length + fraction.length === 0) {
    throw new NumberError(
      text === ""
        ? "The parameter cannot be converted to a numeric value"
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { negative: false, digits: "", exponent: 0 };
  return {
    negative: match[1] === "-",
    digits: all.slice(first).replace(/0+$/, ""),
    exponent: whole.length - 1 - first + Number(match[4] ?? 0),
  };
}

function requireInRange(value: Decimal): Decimal {
  if (value.digits === "") return value;
  if (value.exponent > MAX_EXPONENT) {
    throw new NumberError(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (value.exponent < MIN_EXPONENT) {
    throw new NumberError(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  if (value.digits.length > MAX_DIGITS) {
    throw new NumberError("Attempting to store more than 38 significant digits in a Number");
  }
  return value;
}

function format({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, "0");
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** The one spelling of a number, without an exponent, as AWS answers it. @throws {NumberError} */
export function canonicalNumber(text: string): string {
  return SHORT_INTEGER.test(text) ? text : format(requireInRange(parse(text)));
}

/** `left + right`, or `left - right`, of two canonical numbers. @throws {NumberError} when the result does not fit. */
export function addNumbers(left: string, right: string, subtract = false): string {
  if (SHORT_INTEGER.test(left) && SHORT_INTEGER.test(right)) {
    return String(subtract ? Number(left) - Number(right) : Number(left) + Number(right));
  }
  const a = parse(left);
  const b = parse(right);
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const sum = subtract ? unscaled(a, scale) - unscaled(b, scale) : unscaled(a, scale) + unscaled(b, scale);
  return format(requireInRange(parse(`${sum}e${-scale}`)));
}

/** Digits behind the point. */
function scaleOf({ digits, exponent }: Decimal): number {
  return Math.max(0, digits.length - 1 - exponent);
}

function unscaled({ negative, digits, exponent }: Decimal, scale: number): bigint {
  const whole = BigInt(digits === "" ? "0" : digits.padEnd(exponent + 1 + scale, "0"));
  return negative ? -whole : whole;
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`; both canonical. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (SHORT_INTEGER.test(left) && SHORT_INTEGER.test(right)) return Number(left) - Number(right);
  return sortableNumber(left) < sortableNumber(right) ? -1 : 1;
}

/** A string that sorts, by code units, as the canonical number does by value. */
export function sortableNumber(text: string): string {
  const { negative, digits, exponent } = parse(text);
  if (digits === "") return "1";
  const biased = exponent - MIN_EXPONENT;
  if (!negative) return `2${String(biased).padStart(3, "0")}${digits}`;
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${String(999 - biased).padStart(3, "0")}${complement}~`;
}

/** Bytes the number counts for in an item's size: two digits a byte, one for the exponent, one for a minus sign. */
export function numberSize(text: string): number {
  const { negative, digits, exponent } = parse(text);
  if (digits === "") return 1;
  const leadingHalf = exponent % 2 === 0 ? 1 : 0;
  return 1 + Math.ceil((digits.length + leadingHalf) / 2) + (negative ? 1 : 0);
}
