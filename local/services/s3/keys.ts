/** S3's order of keys: that of their bytes in UTF-8, which is not that of JavaScript's strings beyond the BMP. */
export function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** Keys in S3's order. */
export class SortedKeys {
  readonly #keys: string[] = [];

  [Symbol.iterator](): Iterator<string> {
    return this.#keys.values();
  }

  add(key: string): void {
    const index = this.#position(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.#position(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.#keys[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
