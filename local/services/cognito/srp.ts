import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** The 3072-bit group of RFC 5054, with generator 2, which Cognito uses. */
const N = BigInt(
  "0x" +
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
);
const G = 2n;
const K = hashNumber(padded(N), padded(G));
const KEY_INFO = Buffer.from("Caldera Derived Key\u0001");

/** A password as the server keeps it: the password itself can't be read from it. */
export interface SrpVerifier {
  readonly salt: bigint;
  readonly verifier: bigint;
}

/** The server's half of one handshake. */
export interface SrpHandshake {
  readonly secret: bigint;
  /** A */
  readonly clientPublic: bigint;
  /** B */
  readonly serverPublic: bigint;
}

/** `poolName` is the part of the pool's id after the underscore. */
export function makeVerifier(poolName: string, username: string, password: string): SrpVerifier {
  const salt = BigInt(`0x${randomBytes(16).toString("hex")}`);
  return { salt, verifier: verifierOf(salt, poolName, username, password) };
}

export function isPassword(
  { salt, verifier }: SrpVerifier,
  poolName: string,
  username: string,
  password: string,
): boolean {
  return timingSafeEqual(wide(verifierOf(salt, poolName, username, password)), wide(verifier));
}

/** Undefined for a client's public value that would give the shared secret away. */
export function startHandshake({ verifier }: SrpVerifier, clientPublicHex: string): SrpHandshake | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(clientPublicHex)) return undefined;
  const clientPublic = BigInt(`0x${clientPublicHex}`);
  if (clientPublic % N === 0n) return undefined;
  const secret = BigInt(`0x${randomBytes(128).toString("hex")}`);
  return { secret, clientPublic, serverPublic: (K * verifier + power(G, secret)) % N };
}

/** The signature that a client which knows the password makes of the challenge. */
export function expectedSignature(
  { verifier }: SrpVerifier,
  { secret, clientPublic, serverPublic }: SrpHandshake,
  poolName: string,
  username: string,
  secretBlock: Buffer,
  timestamp: string,
): Buffer {
  const u = hashNumber(padded(clientPublic), padded(serverPublic));
  const shared = power((clientPublic * power(verifier, u)) % N, secret);
  const pseudoRandomKey = createHmac("sha256", padded(u)).update(padded(shared)).digest();
  const key = createHmac("sha256", pseudoRandomKey).update(KEY_INFO).digest().subarray(0, 16);
  return createHmac("sha256", key)
    .update(poolName)
    .update(username)
    .update(secretBlock)
    .update(timestamp)
    .digest();
}

function verifierOf(salt: bigint, poolName: string, username: string, password: string): bigint {
  const identity = createHash("sha256").update(`${poolName}${username}:${password}`).digest();
  return power(G, hashNumber(padded(salt), identity));
}

function hashNumber(...parts: readonly Buffer[]): bigint {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return BigInt(`0x${hash.digest("hex")}`);
}

/** Whole bytes, with a zero byte in front where the first bit is set, as a signed big integer has them. */
function padded(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

function wide(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(768, "0"), "hex");
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}
