import { createHash } from "node:crypto";
import type { Members } from "../../core/members.ts";
import type { Body } from "./bodies.ts";
import { type Checksum, type ChecksumAlgorithm, checksumIn, digestOf } from "./checksums.ts";
import { s3Error } from "./errors.ts";

/** What is known of a content by having read it. */
export interface Digests {
  /** In hexadecimal digits. */
  readonly md5: string;
  readonly checksum: Checksum;
}

export async function digestsOf(body: Pick<Body, "parts">, algorithm: ChecksumAlgorithm): Promise<Digests> {
  const md5 = createHash("md5");
  const digest = digestOf(algorithm);
  for await (const part of body.parts()) {
    md5.update(part);
    digest.update(part);
  }
  const checksum: Checksum = { algorithm, value: digest.bytes().toString("base64"), type: "FULL_OBJECT" };
  return { md5: md5.digest("hex"), checksum };
}

/**
 * Those of a body, compared with what came along with it.
 * @throws {AwsError} `BadDigest`, `InvalidDigest`, `InvalidRequest`
 */
export async function verifiedDigests(
  input: Members,
  body: Body,
  fallback?: ChecksumAlgorithm,
): Promise<Digests> {
  const given = input.optionalText("ContentMD5");
  const md5 = given === undefined ? undefined : Buffer.from(given, "base64");
  if (md5 !== undefined && md5.length !== 16) throw s3Error("InvalidDigest");
  const { algorithm, value } = checksumIn(input, fallback);
  const digests = await digestsOf(body, algorithm);
  if (md5 !== undefined && md5.toString("hex") !== digests.md5) throw s3Error("BadDigest");
  if (value !== undefined && value !== digests.checksum.value) throw s3Error("BadDigest");
  return digests;
}
