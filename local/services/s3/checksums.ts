import { createHash } from "node:crypto";
import type { Members } from "../../core/members.ts";
import { Crc32, Crc32c, Crc64Nvme, type Digest } from "./crc.ts";
import { invalidArgument, invalidRequest } from "./errors.ts";

/** Source: S3 User Guide, "Checking object integrity". */
const ALGORITHMS = {
  CRC32: () => new Crc32(),
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => hashed("sha1"),
  SHA256: () => hashed("sha256"),
} satisfies Readonly<Record<string, () => Digest>>;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;

/** Of an object or of a part of one, in base64. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  /** Of all its bytes, or of the checksums of its parts. */
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

const NAMES = Object.keys(ALGORITHMS) as readonly ChecksumAlgorithm[];
/** What S3 keeps of an object that came without a checksum. */
const DEFAULT_ALGORITHM: ChecksumAlgorithm = "CRC64NVME";

/** The headers of checksums, by the members that they are. */
export const CHECKSUM_HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [`Checksum${name}`, `x-amz-checksum-${name.toLowerCase()}`]),
);

export function digestOf(algorithm: ChecksumAlgorithm): Digest {
  return ALGORITHMS[algorithm]();
}

/** @throws {AwsError} `InvalidRequest` */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const algorithm = NAMES.find((candidate) => candidate === name.toUpperCase());
  if (algorithm === undefined)
    throw invalidRequest(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  return algorithm;
}

/** Which checksum came with a body. @throws {AwsError} `InvalidRequest` */
export function givenAlgorithm(input: Members): ChecksumAlgorithm | undefined {
  const given = NAMES.filter((name) => input.value(`Checksum${name}`) !== undefined);
  if (given.length > 1)
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  return given[0];
}

/** The checksum that came with a body, or what is to be made of one without. @throws {AwsError} `InvalidRequest`, `InvalidArgument` */
export function checksumIn(
  input: Members,
  fallback: ChecksumAlgorithm = DEFAULT_ALGORITHM,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } {
  const algorithm = givenAlgorithm(input) ?? fallback;
  const value = input.optionalText(`Checksum${algorithm}`);
  const length = digestOf(algorithm).bytes().length;
  if (value !== undefined && Buffer.from(value, "base64").length !== length)
    throw invalidArgument(`Value for ${CHECKSUM_HEADERS[`Checksum${algorithm}`]} header is invalid.`);
  return { algorithm, value };
}

/** Of an object of these parts, whose own checksums it is made of. */
export function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly checksum: Checksum }[],
): Checksum {
  const digest = digestOf(algorithm);
  for (const { checksum } of parts) digest.update(Buffer.from(checksum.value, "base64"));
  const value = `${digest.bytes().toString("base64")}-${parts.length}`;
  return { algorithm, value, type: "COMPOSITE" };
}

/** As members of an answer. */
export function describeChecksum({ algorithm, value, type }: Checksum): Readonly<Record<string, string>> {
  return { [`Checksum${algorithm}`]: value, ChecksumType: type };
}

function hashed(name: "sha1" | "sha256"): Digest {
  const hash = createHash(name);
  return { update: (part) => void hash.update(part), bytes: () => hash.digest() };
}
