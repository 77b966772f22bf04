import { createCipheriv, createHash, randomBytes } from "node:crypto";

type Source = (length: number) => Buffer;

/** Where identities come from while one is made from a seed. */
let seeded: Source | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Random bytes for what outlives the call that makes it: an id, a key, a secret. Made from a seed, they are the same
 * again for the same seed, which is how a resource is made anew as it was.
 */
export function identityBytes(length: number): Buffer {
  return seeded?.(length) ?? randomBytes(length);
}

export function identityUuid(): string {
  const bytes = identityBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** `length` random characters of an alphabet. */
export function identityText(alphabet: string, length: number): string {
  return Array.from(identityBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}

export function newSeed(): string {
  return randomBytes(32).toString("hex");
}

/** Runs `make` with every identity in it from the seed. */
export function withSeed<T>(seed: string, make: () => T): T {
  const before = seeded;
  seeded = sourceOf(seed);
  try {
    return make();
  } finally {
    seeded = before;
  }
}

/** The same for what takes time. One runs after the other, since each has the one source to itself. */
export function withSeedInTurn<T>(seed: string, make: () => Promise<T>): Promise<T> {
  const turn = last.then(async () => {
    seeded = sourceOf(seed);
    try {
      return await make();
    } finally {
      seeded = undefined;
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}

function sourceOf(seed: string): Source {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  return (length) => stream.update(Buffer.alloc(length));
}
