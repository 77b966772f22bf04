const GOLDEN_GAMMA = 0x9e3779b9;
const RANGE = 2 ** 32;

/**
 * A stream of pseudo-random numbers that depends on nothing but the seed and the stream's name, so that a run can be
 * replayed. SplitMix32; not for secrets.
 */
export class RandomStream {
  #state: number;

  /** @param seed an integer from 0 to 2^32 - 1. */
  constructor(seed: number, name: string) {
    this.#state = seed >>> 0;
    for (const character of name) this.#state = mix(this.#state ^ (character.codePointAt(0) ?? 0));
  }

  /** The next number, from 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + GOLDEN_GAMMA) >>> 0;
    return mix(this.#state) / RANGE;
  }

  /** The next integer, from 0 up to but not including `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}

function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
