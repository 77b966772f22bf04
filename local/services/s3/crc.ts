import { crc32 } from "node:zlib";

/** Tables of a reflected CRC, the upper and the lower 32 bits of each entry. */
interface Tables {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const CASTAGNOLI = tablesOf(0x82f63b78n);
const NVME = tablesOf(0x9a6c9329ac4bc9b5n);

/** A digest that is fed a part at a time, as bytes at the end. */
export interface Digest {
  update(part: Uint8Array): void;
  bytes(): Buffer;
}

export class Crc32 implements Digest {
  #value = 0;

  update(part: Uint8Array): void {
    this.#value = crc32(part, this.#value);
  }

  bytes(): Buffer {
    return wordsOf(this.#value);
  }
}

export class Crc32c implements Digest {
  #value = 0xffff_ffff;

  update(part: Uint8Array): void {
    const { low } = CASTAGNOLI;
    let value = this.#value;
    for (let at = 0; at < part.length; at++)
      value = (low[(value ^ (part[at] as number)) & 0xff] as number) ^ (value >>> 8);
    this.#value = value;
  }

  bytes(): Buffer {
    return wordsOf(~this.#value);
  }
}

export class Crc64Nvme implements Digest {
  #high = 0xffff_ffff;
  #low = 0xffff_ffff;

  update(part: Uint8Array): void {
    const { high: highs, low: lows } = NVME;
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < part.length; at++) {
      const index = (low ^ (part[at] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lows[index] as number);
      high = (high >>> 8) ^ (highs[index] as number);
    }
    this.#high = high;
    this.#low = low;
  }

  bytes(): Buffer {
    return wordsOf(~this.#high, ~this.#low);
  }
}

function wordsOf(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return bytes;
}

function tablesOf(polynomial: bigint): Tables {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffff_ffffn);
  }
  return { high, low };
}
