import type { Members } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { malformedXml } from "../../gateway/xml.ts";
import type { Bucket } from "./bucket.ts";
import { requireOwnerEnforced } from "./bucket-operations.ts";
import { isPublic, readBucketPolicy } from "./bucket-policy.ts";
import { invalidArgument, notImplemented, s3Error } from "./errors.ts";
import { readLifecycle } from "./lifecycle.ts";
import type { BucketSettings, ObjectEncryption, PublicAccessBlock } from "./model.ts";
import { bucketIn, type Engine, type Operations, onBucket, operation } from "./operations.ts";
import { elements, requiredText, structureOf, textOf } from "./structures.ts";
import { describeTags, readBucketTags } from "./tags.ts";

/** How a bucket is set up, one setting an operation. Which action each needs is not always called like it. */
export function settingOperations(engine: Engine): Operations {
  const get = (action: string, read: (bucket: Bucket) => unknown): Operation<unknown> =>
    operation(onBucket(engine, action), (input) => read(bucketIn(engine, input)));
  const set = (
    action: string,
    change: (input: Members, bucket: Bucket) => Partial<BucketSettings>,
  ): Operation<unknown> =>
    operation(onBucket(engine, action), (input) => {
      const bucket = bucketIn(engine, input);
      engine.buckets.change(bucket, change(input, bucket));
      return {};
    });
  return {
    GetBucketVersioning: get("s3:GetBucketVersioning", ({ settings }) => ({
      VersioningConfiguration: { Status: settings.versioning },
    })),
    PutBucketVersioning: set("s3:PutBucketVersioning", (input) => ({ versioning: readVersioning(input) })),
    GetBucketEncryption: get("s3:GetEncryptionConfiguration", ({ settings }) => ({
      ServerSideEncryptionConfiguration: { Rule: describeEncryption(settings.encryption) },
    })),
    PutBucketEncryption: set("s3:PutEncryptionConfiguration", (input) => ({
      encryption: readEncryption(input),
    })),
    DeleteBucketEncryption: set("s3:PutEncryptionConfiguration", () => ({
      encryption: { algorithm: "AES256", bucketKeyEnabled: false },
    })),
    GetPublicAccessBlock: get("s3:GetBucketPublicAccessBlock", ({ name, settings }) => ({
      PublicAccessBlockConfiguration:
        settings.publicAccessBlock ?? refuse("NoSuchPublicAccessBlockConfiguration", name),
    })),
    PutPublicAccessBlock: set("s3:PutBucketPublicAccessBlock", (input) => ({
      publicAccessBlock: readPublicAccessBlock(input),
    })),
    DeletePublicAccessBlock: set("s3:PutBucketPublicAccessBlock", () => ({ publicAccessBlock: undefined })),
    GetBucketOwnershipControls: get("s3:GetBucketOwnershipControls", ({ name, settings }) => ({
      OwnershipControls: {
        Rule: { ObjectOwnership: settings.ownership ?? refuse("OwnershipControlsNotFoundError", name) },
      },
    })),
    PutBucketOwnershipControls: set("s3:PutBucketOwnershipControls", (input) => ({
      ownership: requireOwnerEnforced(input.value("OwnershipControls")),
    })),
    DeleteBucketOwnershipControls: set("s3:PutBucketOwnershipControls", () => ({ ownership: undefined })),
    GetBucketPolicy: get("s3:GetBucketPolicy", ({ name, settings }) => ({
      Policy: settings.policy?.text ?? refuse("NoSuchBucketPolicy", name),
    })),
    PutBucketPolicy: set("s3:PutBucketPolicy", (input, bucket) => {
      const text = input.text("Policy");
      return { policy: { text, document: readBucketPolicy(engine, bucket, text) } };
    }),
    DeleteBucketPolicy: set("s3:DeleteBucketPolicy", () => ({ policy: undefined })),
    GetBucketPolicyStatus: get("s3:GetBucketPolicyStatus", ({ name, settings }) => ({
      PolicyStatus: {
        IsPublic: isPublic((settings.policy ?? refuse("NoSuchBucketPolicy", name)).document),
      },
    })),
    GetBucketLifecycleConfiguration: get("s3:GetLifecycleConfiguration", ({ name, settings }) => ({
      LifecycleConfiguration: settings.lifecycle?.given ?? refuse("NoSuchLifecycleConfiguration", name),
    })),
    PutBucketLifecycleConfiguration: set("s3:PutLifecycleConfiguration", (input) => {
      const given = input.value("LifecycleConfiguration");
      return { lifecycle: { given, rules: readLifecycle(given) } };
    }),
    DeleteBucketLifecycle: set("s3:PutLifecycleConfiguration", () => ({ lifecycle: undefined })),
    GetBucketTagging: get("s3:GetBucketTagging", ({ name, settings: { tags } }) => ({
      Tagging: Object.keys(tags).length === 0 ? refuse("NoSuchTagSet", name) : describeTags(tags),
    })),
    PutBucketTagging: set("s3:PutBucketTagging", (input) => {
      const { TagSet = "" } = structureOf(input.value("Tagging"));
      return { tags: readBucketTags(TagSet) };
    }),
    DeleteBucketTagging: set("s3:PutBucketTagging", () => ({ tags: {} })),
  };
}

function refuse(code: Parameters<typeof s3Error>[0], BucketName: string): never {
  throw s3Error(code, { BucketName });
}

function readVersioning(input: Members): "Enabled" | "Suspended" {
  const given = structureOf(input.value("VersioningConfiguration"));
  if (textOf(given, "MfaDelete") === "Enabled") throw notImplemented("versioning with MfaDelete");
  const status = textOf(given, "Status");
  if (status === "Enabled" || status === "Suspended") return status;
  throw malformedXml();
}

function readEncryption(input: Members): ObjectEncryption {
  const [given, ...more] = elements(structureOf(input.value("ServerSideEncryptionConfiguration")), "Rule");
  if (given === undefined || more.length > 0) throw malformedXml();
  const rule = structureOf(given);
  const byDefault = structureOf(rule.ApplyServerSideEncryptionByDefault);
  const algorithm = requiredText(byDefault, "SSEAlgorithm");
  const keyArn = textOf(byDefault, "KMSMasterKeyID");
  const bucketKeyEnabled = textOf(rule, "BucketKeyEnabled") === "true";
  if (algorithm === "aws:kms") return { algorithm, bucketKeyEnabled, ...(keyArn && { keyArn }) };
  if (algorithm !== "AES256") throw notImplemented(`the encryption ${algorithm}`);
  if (keyArn !== undefined)
    throw invalidArgument("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms");
  return { algorithm, bucketKeyEnabled };
}

function describeEncryption({ algorithm, keyArn, bucketKeyEnabled }: ObjectEncryption) {
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyArn },
    BucketKeyEnabled: bucketKeyEnabled,
  };
}

function readPublicAccessBlock(input: Members): PublicAccessBlock {
  const given = structureOf(input.value("PublicAccessBlockConfiguration"));
  const on = (name: keyof PublicAccessBlock) => textOf(given, name) === "true";
  return {
    BlockPublicAcls: on("BlockPublicAcls"),
    IgnorePublicAcls: on("IgnorePublicAcls"),
    BlockPublicPolicy: on("BlockPublicPolicy"),
    RestrictPublicBuckets: on("RestrictPublicBuckets"),
  };
}
