import { isDeepStrictEqual } from "node:util";
import { isAsset, readAsset } from "../../../engine/assets.ts";
import type { S3 } from "../../../services/s3/s3.ts";
import type { CheckFailure, Properties, ResourceHandler } from "../../resource.ts";
import { tagsOf } from "../documents.ts";
import { checkProperties, flag, map, oneOf, only, type Rule, type Rules, text } from "../property-rules.ts";

const asset: Rule = (value, property) =>
  isAsset(value) ? [] : [{ property, reason: "must be a pulumi.asset.FileAsset or StringAsset" }];

const RULES: Rules = {
  bucket: text({ min: 1 }),
  key: text({ min: 1, max: 1_024 }),
  acl: only("private", "has no access control lists"),
  bucketKeyEnabled: flag,
  cacheControl: text(),
  checksumAlgorithm: only("CRC32", "makes it by itself"),
  content: text(),
  contentBase64: text(),
  contentDisposition: text(),
  contentEncoding: text(),
  contentLanguage: text(),
  contentType: text(),
  etag: text(),
  forceDestroy: flag,
  kmsKeyId: text(),
  metadata: map(text()),
  serverSideEncryption: oneOf("AES256", "aws:kms"),
  source: asset,
  sourceHash: text(),
  storageClass: only("STANDARD", "has no other"),
};

const HEADERS: Readonly<Record<string, string>> = {
  bucketKeyEnabled: "BucketKeyEnabled",
  cacheControl: "CacheControl",
  contentDisposition: "ContentDisposition",
  contentEncoding: "ContentEncoding",
  contentLanguage: "ContentLanguage",
  contentType: "ContentType",
  kmsKeyId: "SSEKMSKeyId",
  metadata: "Metadata",
  serverSideEncryption: "ServerSideEncryption",
};

/** `aws:s3/bucketObjectv2:BucketObjectv2`, and what it was called before. */
export function objectHandler(s3: S3): ResourceHandler {
  const put = async (given: Properties): Promise<Properties> => {
    const inputs = given.kmsKeyId === undefined ? given : { ...given, serverSideEncryption: "aws:kms" };
    const members = Object.entries(HEADERS).map(([property, member]) => [member, inputs[property]]);
    const said = members.filter(([, value]) => value !== undefined);
    await s3.perform("PutObject", {
      Bucket: inputs.bucket,
      Key: inputs.key,
      Body: await bodyOf(inputs),
      Tagging: new URLSearchParams(tagsOf(inputs)).toString(),
      ...Object.fromEntries(said),
    });
    return now(String(inputs.bucket), String(inputs.key), inputs) ?? inputs;
  };
  const now = (bucketName: string, key: string, inputs: Properties): Properties | undefined => {
    const bucket = s3.buckets.find(bucketName);
    const version = bucket?.current(key);
    if (bucket === undefined || version?.content === undefined) return undefined;
    const { etag, encryption, headers, metadata, tags } = version.content;
    return {
      ...inputs,
      bucket: bucketName,
      key,
      arn: `${bucket.arn}/${key}`,
      etag,
      contentType: headers.ContentType,
      metadata,
      region: s3.region,
      serverSideEncryption: encryption.algorithm,
      storageClass: "STANDARD",
      tags,
      ...(encryption.keyArn !== undefined && { kmsKeyId: encryption.keyArn }),
      ...(bucket.settings.versioning !== undefined && { versionId: version.versionId }),
    };
  };
  return {
    replaceOn: ["bucket", "key"],
    check(given) {
      const inputs: Properties = { forceDestroy: false, ...given };
      const failures = [...checkProperties(inputs, RULES, ["bucket", "key"]), ...contentFailures(inputs)];
      return { inputs, failures };
    },
    async create(inputs) {
      const outputs = await put(inputs);
      return { id: `${inputs.bucket}/${inputs.key}`, outputs };
    },
    update: (_id, inputs) => put(inputs),
    unsettled: (inputs, oldInputs) =>
      CONTENTS.every((name) => isDeepStrictEqual(inputs[name], oldInputs[name])) ? [] : ["etag", "versionId"],
    /** With all its versions, as the AWS provider does. */
    delete(_id, { bucket: name, key }) {
      const bucket = s3.buckets.find(String(name));
      for (const { versionId } of bucket?.versions(String(key)) ?? [])
        bucket?.deleteVersion(String(key), versionId);
    },
    read(id, olds) {
      const slash = id.indexOf("/");
      const outputs = now(id.slice(0, slash), id.slice(slash + 1), olds);
      return outputs && { id, outputs };
    },
  };
}

const CONTENTS = ["content", "contentBase64", "source"];

function contentFailures(inputs: Properties): readonly CheckFailure[] {
  const given = CONTENTS.filter((name) => inputs[name] !== undefined);
  return given.slice(1).map((property) => ({ property, reason: `conflicts with ${given[0]}` }));
}

async function bodyOf({ content, contentBase64, source }: Properties): Promise<Buffer> {
  if (isAsset(source)) return Buffer.from(await readAsset(source));
  if (contentBase64 !== undefined) return Buffer.from(String(contentBase64), "base64");
  return Buffer.from(String(content ?? ""));
}
