/**
 * Concise Binary Object Representation, as far as AWS's CBOR protocol uses it: a time is a `Date` (tag 1).
 * Source: RFC 8949.
 */

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;

const INDEFINITE = 31;
const EPOCH_TIME = 1;
const FALSE = 20;
const TRUE = 21;
const NULL = 22;
const HALF = 25;
const SINGLE = 26;
const DOUBLE = 27;
const MAX_DEPTH = 100;

export class CborError extends Error {}

/** @throws {CborError} for what is not one whole value. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const decoder = new Decoder(bytes);
  const value = decoder.value(0);
  if (!decoder.done) throw new CborError("There is more than one value.");
  return value;
}

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new CborError(`The value is nested deeper than ${MAX_DEPTH}.`);
    const initial = this.#byte();
    const major = initial >> 5;
    const info = initial & 31;
    if (major === SIMPLE) return this.#simple(info);
    if (info === INDEFINITE) return this.#indefinite(major, depth);
    const size = this.#size(info);
    switch (major) {
      case UNSIGNED:
        return size;
      case NEGATIVE:
        return -1 - size;
      case BYTES:
        return this.#take(size);
      case TEXT:
        return Buffer.from(this.#take(size)).toString("utf8");
      case ARRAY:
        return this.#repeat(size, () => this.value(depth + 1));
      case MAP:
        return Object.fromEntries(
          this.#repeat(size, () => [String(this.value(depth + 1)), this.value(depth + 1)]),
        );
      default:
        return tagged(size, this.value(depth + 1));
    }
  }

  #indefinite(major: number, depth: number): unknown {
    const items: unknown[] = [];
    while (this.#bytes[this.#at] !== 0xff) items.push(this.value(depth + 1));
    this.#at++;
    switch (major) {
      case BYTES:
        return Buffer.concat(items as Uint8Array[]);
      case TEXT:
        return items.join("");
      case ARRAY:
        return items;
      case MAP:
        return Object.fromEntries(
          items.flatMap((key, index) => (index % 2 === 0 ? [[String(key), items[index + 1]]] : [])),
        );
      default:
        throw new CborError(`Major type ${major} has no indefinite length.`);
    }
  }

  #simple(info: number): unknown {
    switch (info) {
      case FALSE:
        return false;
      case TRUE:
        return true;
      case NULL:
      case NULL + 1:
        return null;
      case HALF:
        return half(this.#number(2, (at) => this.#view.getUint16(at)));
      case SINGLE:
        return this.#number(4, (at) => this.#view.getFloat32(at));
      case DOUBLE:
        return this.#number(8, (at) => this.#view.getFloat64(at));
      default:
        throw new CborError(`Simple value ${info} is not known.`);
    }
  }

  #size(info: number): number {
    if (info < 24) return info;
    switch (info) {
      case 24:
        return this.#byte();
      case 25:
        return this.#number(2, (at) => this.#view.getUint16(at));
      case 26:
        return this.#number(4, (at) => this.#view.getUint32(at));
      case 27:
        return Number(this.#number(8, (at) => this.#view.getBigUint64(at)));
      default:
        throw new CborError(`Length ${info} is reserved.`);
    }
  }

  #byte(): number {
    return this.#number(1, (at) => this.#view.getUint8(at));
  }

  #take(size: number): Uint8Array {
    return this.#number(size, (at) => this.#bytes.subarray(at, at + size));
  }

  #number<T>(size: number, read: (at: number) => T): T {
    if (this.#at + size > this.#bytes.length) throw new CborError("The value ends too early.");
    const value = read(this.#at);
    this.#at += size;
    return value;
  }

  #repeat<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }
}

function tagged(tag: number, value: unknown): unknown {
  return tag === EPOCH_TIME && typeof value === "number" ? new Date(value * 1000) : value;
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Members that are undefined are left out. */
export function encodeCbor(value: unknown): Buffer {
  const chunks: Buffer[] = [];
  encode(value, chunks);
  return Buffer.concat(chunks);
}

function encode(value: unknown, chunks: Buffer[]): void {
  if (value === null || value === undefined) chunks.push(head(SIMPLE, NULL));
  else if (typeof value === "boolean") chunks.push(head(SIMPLE, value ? TRUE : FALSE));
  else if (typeof value === "number") chunks.push(encodeNumber(value));
  else if (typeof value === "string") {
    const bytes = Buffer.from(value, "utf8");
    chunks.push(head(TEXT, bytes.length), bytes);
  } else if (value instanceof Uint8Array) chunks.push(head(BYTES, value.length), Buffer.from(value));
  else if (value instanceof Date) chunks.push(head(TAG, EPOCH_TIME), encodeNumber(value.getTime() / 1000));
  else if (Array.isArray(value)) {
    chunks.push(head(ARRAY, value.length));
    for (const item of value) encode(item, chunks);
  } else {
    const entries = Object.entries(value as object).filter(([, member]) => member !== undefined);
    chunks.push(head(MAP, entries.length));
    for (const [name, member] of entries) {
      encode(name, chunks);
      encode(member, chunks);
    }
  }
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value) && !Object.is(value, -0))
    return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
  const bytes = Buffer.alloc(9);
  bytes[0] = (SIMPLE << 5) | DOUBLE;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, size: number): Buffer {
  const type = major << 5;
  if (size < 24) return Buffer.of(type | size);
  if (size < 0x100) return Buffer.of(type | 24, size);
  const bytes = Buffer.alloc(size < 0x1_0000 ? 3 : size < 0x1_0000_0000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  if (bytes.length === 3) bytes.writeUInt16BE(size, 1);
  else if (bytes.length === 5) bytes.writeUInt32BE(size, 1);
  else bytes.writeBigUInt64BE(BigInt(size), 1);
  return bytes;
}
