import { createDiffieHellman, createHash, createHmac, getDiffieHellman } from "node:crypto";

/**
 * The client's half of Cognito's SRP, for tests; written apart from the server's, on OpenSSL's prime and key pair.
 * Source: RFC 5054, and AuthenticationHelper of Amplify's amazon-cognito-identity-js.
 */
export class SrpClient {
  readonly #prime = getDiffieHellman("modp15").getPrime();
  readonly #exchange = createDiffieHellman(this.#prime, 2);
  readonly publicHex: string;

  constructor() {
    this.publicHex = this.#exchange.generateKeys("hex");
  }

  signature(
    poolName: string,
    password: string,
    challenge: Readonly<Record<string, string>>,
    timestamp: string,
  ): string {
    const { USER_ID_FOR_SRP: user = "", SALT = "", SRP_B = "", SECRET_BLOCK = "" } = challenge;
    const n = toBig(this.#prime);
    const k = toBig(sha(Buffer.concat([signed(n), Buffer.from([2])])));
    const identity = sha(Buffer.from(`${poolName}${user}:${password}`));
    const x = toBig(sha(Buffer.concat([signed(BigInt(`0x${SALT}`)), identity])));
    const b = BigInt(`0x${SRP_B}`);
    const u = toBig(sha(Buffer.concat([signed(BigInt(`0x${this.publicHex}`)), signed(b)])));
    const a = toBig(this.#exchange.getPrivateKey());
    const base = (((b - k * power(2n, x, n)) % n) + n) % n;
    const shared = power(base, a + u * x, n);
    const prk = createHmac("sha256", signed(u)).update(signed(shared)).digest();
    const key = createHmac("sha256", prk).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
    const message = Buffer.concat([
      Buffer.from(poolName + user),
      Buffer.from(SECRET_BLOCK, "base64"),
      Buffer.from(timestamp),
    ]);
    return createHmac("sha256", key).update(message).digest("base64");
  }
}

/** `base ** exponent % modulus`, from the exponent's first bit on. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}

function sha(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function toBig(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function unsigned(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

/** Two's complement, as Java's BigInteger has it, whose bytes Cognito hashes. */
function signed(value: bigint): Buffer {
  const bytes = unsigned(value);
  return (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
