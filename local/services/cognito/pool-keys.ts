import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import { identityBytes } from "../../core/identity.ts";
import type { JsonWebKeySet } from "../../core/ports.ts";

export type TokenUse = "access" | "id";

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const RSA = { modulusLength: 2048 } as const;

/**
 * The two RSA keys of a user pool: one signs ID tokens, the other access tokens. Made when first needed, since making
 * them costs as much as a hundred sign-ins.
 */
export class PoolKeys implements JsonWebKeySet {
  readonly #kids: Readonly<Record<TokenUse, string>> = { id: newKid(), access: newKid() };
  readonly #making: Partial<Record<TokenUse, Promise<KeyObject>>> = {};
  readonly #made: Partial<Record<TokenUse, KeyObject>> = {};
  readonly #onMade: (use: TokenUse) => void;
  #published: JsonWebKeySet["keys"] | undefined;

  constructor(onMade: (use: TokenUse) => void = () => {}) {
    this.#onMade = onMade;
  }

  async signingKey(use: TokenUse): Promise<SigningKey> {
    this.#making[use] ??= this.#make(use);
    return { kid: this.#kids[use], privateKey: this.#made[use] ?? (await this.#making[use]) };
  }

  /** The private key as PEM, once it is made. */
  exported(use: TokenUse): string | undefined {
    return this.#made[use]?.export({ type: "pkcs8", format: "pem" }).toString();
  }

  restore(use: TokenUse, pem: string): void {
    this.#keep(use, createPrivateKey(pem));
  }

  async #make(use: TokenUse): Promise<KeyObject> {
    const made = this.#made[use] ?? (await promisify(generateKeyPair)("rsa", RSA)).privateKey;
    return this.#keep(use, made);
  }

  #keep(use: TokenUse, key: KeyObject): KeyObject {
    if (this.#made[use] !== undefined) return this.#made[use];
    this.#made[use] = key;
    this.#onMade(use);
    return key;
  }

  /** The public keys. Waits for their making where nobody has signed in yet. */
  get keys(): JsonWebKeySet["keys"] {
    this.#published ??= (["id", "access"] as const).map((use) => {
      const key = this.#made[use] ?? this.#keep(use, generateKeyPairSync("rsa", RSA).privateKey);
      const { kty, n, e } = createPublicKey(key).export({ format: "jwk" });
      return { alg: "RS256", e, kid: this.#kids[use], kty, n, use: "sig" };
    });
    return this.#published;
  }
}

function newKid(): string {
  return identityBytes(32).toString("base64");
}
