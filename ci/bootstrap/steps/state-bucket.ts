import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  type S3Client,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { type Policy, says, textOf } from "../documents/policy.ts";
import { orAbsent } from "./absent.ts";
import type { Change, Step } from "./step.ts";

/** In it, a bucket is where no location is asked for. */
const FIRST_REGION = "us-east-1";
const CLOSED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;
/** Source: S3 API Reference, "DeleteObjects". */
const MAX_DELETED_AT_ONCE = 1_000;

export interface StateBucketArgs {
  readonly s3: S3Client;
  readonly name: string;
  readonly region: string;
  /** The ARN of the alias of the key that all in it is encrypted with. */
  readonly keyAlias: string;
  readonly document: Policy;
}

/** A bucket that keeps every version, encrypts, and is closed to the public and to plain HTTP. */
export function stateBucket({ s3, name: Bucket, region, keyAlias, document }: StateBucketArgs): Step {
  const encryption: ServerSideEncryptionRule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyAlias },
    BucketKeyEnabled: true,
  };
  const location =
    region === FIRST_REGION
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  const create: Change = {
    title: "make the bucket",
    take: () => s3.send(new CreateBucketCommand({ Bucket, ...location })),
  };
  const close: Change = {
    title: "block public access",
    take: () => s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: CLOSED })),
  };
  const restrict: Change = {
    title: "put its bucket policy",
    take: () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: textOf(document) })),
  };
  const encrypt: Change = {
    title: `encrypt with ${keyAlias}`,
    take: () =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [encryption] },
        }),
      ),
  };
  const keepVersions: Change = {
    title: "keep every version",
    take: () =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
  };
  return {
    title: `the bucket ${Bucket}, for the state`,
    document,
    async changes() {
      if (!(await exists(s3, Bucket))) return [create, close, restrict, encrypt, keepVersions];
      const access = await orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket })));
      const { Policy } = (await orAbsent(s3.send(new GetBucketPolicyCommand({ Bucket })))) ?? {};
      const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      return [
        ...(isClosed(access?.PublicAccessBlockConfiguration) ? [] : [close]),
        ...(Policy !== undefined && says(Policy, document) ? [] : [restrict]),
        ...(isSame(ServerSideEncryptionConfiguration?.Rules?.[0], encryption) ? [] : [encrypt]),
        ...(Status === "Enabled" ? [] : [keepVersions]),
      ];
    },
  };
}

/** A bucket that is not there. */
export function noStateBucket(s3: S3Client, Bucket: string): Step {
  return {
    title: `no bucket ${Bucket}`,
    async changes() {
      if (!(await exists(s3, Bucket))) return [];
      const versions = await versionsIn(s3, Bucket);
      const remove: Change = {
        title: "delete the bucket",
        take: () => s3.send(new DeleteBucketCommand({ Bucket })),
      };
      if (versions.length === 0) return [remove];
      const empty: Change = {
        title: `delete all that is in it, old versions too: ${versions.length}`,
        async take() {
          for (let at = 0; at < versions.length; at += MAX_DELETED_AT_ONCE) {
            const Objects = versions.slice(at, at + MAX_DELETED_AT_ONCE);
            const { Errors = [] } = await s3.send(
              new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
            );
            const [first] = Errors;
            if (first !== undefined) throw new Error(`${first.Key}: ${first.Code} ${first.Message}`);
          }
        },
      };
      return [empty, remove];
    },
  };
}

/** The stacks whose state is in the bucket, as `PROJECT/STACK`. */
export async function stacksIn(s3: S3Client, Bucket: string): Promise<readonly string[]> {
  if (!(await exists(s3, Bucket))) return [];
  const Prefix = ".pulumi/stacks/";
  const found: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key = "" } of Contents) {
      const [, name] = /^(.*)\.json(\.gz)?$/.exec(Key.slice(Prefix.length)) ?? [];
      if (name !== undefined) found.push(name);
    }
  return found;
}

/** @throws {Error} when it is somebody else's: bucket names are unique in all of AWS */
async function exists(s3: S3Client, Bucket: string): Promise<boolean> {
  try {
    return (await orAbsent(s3.send(new HeadBucketCommand({ Bucket })))) !== undefined;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403)
      throw new Error(
        `The bucket ${Bucket} is not yours to look at: it is another account's, or you lack s3:ListBucket.`,
        { cause: error },
      );
    throw error;
  }
}

async function versionsIn(s3: S3Client, Bucket: string): Promise<readonly ObjectIdentifier[]> {
  const all: ObjectIdentifier[] = [];
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, ...next }),
    );
    const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) all.push({ Key, VersionId });
    next = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
  }
  return all;
}

function isClosed(
  access: { readonly [K in keyof typeof CLOSED]?: boolean | undefined } | undefined,
): boolean {
  return Object.keys(CLOSED).every((name) => access?.[name as keyof typeof CLOSED] === true);
}

function isSame(one: ServerSideEncryptionRule | undefined, other: ServerSideEncryptionRule): boolean {
  const { SSEAlgorithm, KMSMasterKeyID } = one?.ApplyServerSideEncryptionByDefault ?? {};
  const wanted = other.ApplyServerSideEncryptionByDefault;
  return (
    SSEAlgorithm === wanted?.SSEAlgorithm &&
    KMSMasterKeyID === wanted?.KMSMasterKeyID &&
    one?.BucketKeyEnabled === other.BucketKeyEnabled
  );
}
