import { createHash } from "node:crypto";
import type { Members } from "../../core/members.ts";
import { Crc32, Crc32c, Crc64Nvme, type Digest } from "./crc.ts";
import { invalidArgument, invalidRequest, s3Error } from "./errors.ts";

/** Source: S3 User Guide, "Checking object integrity". */
const ALGORITHMS = {
  CRC32: () => new Crc32(),
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => hashed("sha1"),
  SHA256: () => hashed("sha256"),
} satisfies Readonly<Record<string, () => Digest>>;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;

/** A checksum of a whole object, in base64. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

const NAMES = Object.keys(ALGORITHMS) as readonly ChecksumAlgorithm[];
/** What S3 keeps of an object that came without a checksum. */
const DEFAULT_ALGORITHM: ChecksumAlgorithm = "CRC64NVME";

/** The headers of checksums, by the members that they are. */
export const CHECKSUM_HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [`Checksum${name}`, `x-amz-checksum-${name.toLowerCase()}`]),
);

/** @throws {AwsError} `InvalidRequest` */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const algorithm = NAMES.find((candidate) => candidate === name.toUpperCase());
  if (algorithm === undefined)
    throw invalidRequest(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  return algorithm;
}

/** The checksum of a body, compared with what came along. @throws {AwsError} `BadDigest`, `InvalidDigest`, `InvalidRequest` */
export function verifiedChecksum(input: Members, body: Buffer): Checksum {
  const md5 = input.optionalText("ContentMD5");
  if (md5 !== undefined && Buffer.from(md5, "base64").length !== 16) throw s3Error("InvalidDigest");
  if (md5 !== undefined && md5 !== createHash("md5").update(body).digest("base64"))
    throw s3Error("BadDigest");
  const given = NAMES.filter((name) => input.value(`Checksum${name}`) !== undefined);
  if (given.length > 1)
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const [algorithm = DEFAULT_ALGORITHM] = given;
  const value = checksumOf(algorithm, body);
  const expected = input.optionalText(`Checksum${algorithm}`);
  if (expected !== undefined && expected !== value) {
    if (Buffer.from(expected, "base64").length !== Buffer.from(value, "base64").length)
      throw invalidArgument(`Value for ${CHECKSUM_HEADERS[`Checksum${algorithm}`]} header is invalid.`);
    throw s3Error("BadDigest");
  }
  return { algorithm, value };
}

export function checksumOf(algorithm: ChecksumAlgorithm, body: Buffer): string {
  const digest = ALGORITHMS[algorithm]();
  digest.update(body);
  return digest.bytes().toString("base64");
}

/** As members of an answer. */
export function describeChecksum({ algorithm, value }: Checksum): Readonly<Record<string, string>> {
  return { [`Checksum${algorithm}`]: value, ChecksumType: "FULL_OBJECT" };
}

function hashed(name: "sha1" | "sha256"): Digest {
  const hash = createHash(name);
  return { update: (part) => void hash.update(part), bytes: () => hash.digest() };
}
