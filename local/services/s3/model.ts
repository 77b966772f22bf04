import type { PolicyDocument } from "../../core/access.ts";
import type { Body } from "./bodies.ts";
import type { Checksum } from "./checksums.ts";

/** How an object is encrypted at rest. */
export interface ObjectEncryption {
  readonly algorithm: "AES256" | "aws:kms";
  /** Of a customer-managed key; absent for the account's `aws/s3`, which whoever may use the object may use. */
  readonly keyArn?: string;
  readonly bucketKeyEnabled: boolean;
}

/** What a client says of an object and gets back with it. */
export interface ObjectHeaders {
  readonly ContentType?: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly Expires?: string;
}

/** One version of an object, or the marker that it was deleted. */
export interface ObjectVersion {
  readonly key: string;
  /** `null`, in so many letters, where the bucket had no versioning. */
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly content?: ObjectContent;
}

export interface ObjectContent {
  readonly body: Body;
  /** Without its quotation marks. */
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: ObjectEncryption;
  readonly checksum: Checksum;
  readonly tags: Readonly<Record<string, string>>;
  /** The sizes of the parts it was uploaded in. */
  readonly parts?: readonly number[];
}

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationDays?: number;
  readonly expiredDeleteMarkers: boolean;
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions: number;
  /** After how many days an upload that nobody has completed is aborted. */
  readonly abortDays?: number;
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** How a bucket is set up. Absent is what S3 answers a `NoSuch…` for. */
export interface BucketSettings {
  readonly versioning: "Enabled" | "Suspended" | undefined;
  readonly encryption: ObjectEncryption;
  readonly publicAccessBlock: PublicAccessBlock | undefined;
  readonly ownership: string | undefined;
  readonly policy: { readonly text: string; readonly document: PolicyDocument } | undefined;
  /** As it came, and as it is applied. */
  readonly lifecycle: { readonly given: unknown; readonly rules: readonly LifecycleRule[] } | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
