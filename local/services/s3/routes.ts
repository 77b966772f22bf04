import type { Route, RouteAnswer } from "../../core/route.ts";
import { CHECKSUM_HEADERS } from "./checksums.ts";
import { MISSING_ROUTES } from "./missing-routes.ts";

/** What every call may have. */
const COMMON = {
  "x-amz-expected-bucket-owner": "ExpectedBucketOwner",
  "x-amz-content-sha256": "ContentSha256",
};
const BODY_DIGESTS = {
  "content-md5": "ContentMD5",
  ...Object.fromEntries(Object.entries(CHECKSUM_HEADERS).map(([member, header]) => [header, member])),
};
const METADATA = ["x-amz-meta-", "Metadata"] as const;
const READ_CONDITIONS = {
  "if-match": "IfMatch",
  "if-none-match": "IfNoneMatch",
  "if-modified-since": "IfModifiedSince",
  "if-unmodified-since": "IfUnmodifiedSince",
};
const COPY_CONDITIONS = {
  "x-amz-copy-source-if-match": "CopySourceIfMatch",
  "x-amz-copy-source-if-none-match": "CopySourceIfNoneMatch",
  "x-amz-copy-source-if-modified-since": "CopySourceIfModifiedSince",
  "x-amz-copy-source-if-unmodified-since": "CopySourceIfUnmodifiedSince",
};
const LIST = {
  prefix: "Prefix",
  delimiter: "Delimiter",
  "max-keys": "MaxKeys",
  "encoding-type": "EncodingType",
};

/** What a client says of an object that it writes. */
const WRITTEN = {
  ...COMMON,
  "content-type": "ContentType",
  "cache-control": "CacheControl",
  "content-disposition": "ContentDisposition",
  "content-encoding": "ContentEncoding",
  "content-language": "ContentLanguage",
  expires: "Expires",
  "if-match": "IfMatch",
  "if-none-match": "IfNoneMatch",
  "x-amz-acl": "ACL",
  "x-amz-grant-full-control": "GrantFullControl",
  "x-amz-grant-read": "GrantRead",
  "x-amz-grant-read-acp": "GrantReadACP",
  "x-amz-grant-write": "GrantWrite",
  "x-amz-grant-write-acp": "GrantWriteACP",
  "x-amz-object-lock-legal-hold": "ObjectLockLegalHoldStatus",
  "x-amz-object-lock-mode": "ObjectLockMode",
  "x-amz-object-lock-retain-until-date": "ObjectLockRetainUntilDate",
  "x-amz-server-side-encryption": "ServerSideEncryption",
  "x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
  "x-amz-server-side-encryption-bucket-key-enabled": "BucketKeyEnabled",
  "x-amz-server-side-encryption-context": "SSEKMSEncryptionContext",
  "x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
  "x-amz-storage-class": "StorageClass",
  "x-amz-tagging": "Tagging",
  "x-amz-website-redirect-location": "WebsiteRedirectLocation",
  "x-amz-write-offset-bytes": "WriteOffsetBytes",
};

/** What every answer about a version says, by its headers. */
const VERSION_HEADERS = {
  ETag: "etag",
  VersionId: "x-amz-version-id",
  ServerSideEncryption: "x-amz-server-side-encryption",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  BucketKeyEnabled: "x-amz-server-side-encryption-bucket-key-enabled",
  ...CHECKSUM_HEADERS,
  ChecksumType: "x-amz-checksum-type",
};

const get = (setting: string, element: string): Route => ({
  request: `GET /{Bucket}?${setting}`,
  headers: COMMON,
  answer: { element },
});
const put = (setting: string, status = 200): Route => ({
  request: `PUT /{Bucket}?${setting}`,
  headers: COMMON,
  answer: { status },
});
const remove = (setting: string): Route => ({
  request: `DELETE /{Bucket}?${setting}`,
  headers: COMMON,
  answer: { status: 204 },
});
const VERSION_ID = { VersionId: "x-amz-version-id" };
const tagging = (method: string, answer: RouteAnswer): Route => ({
  request: `${method} /{Bucket}/{Key+}?tagging`,
  query: { versionId: "VersionId" },
  headers: COMMON,
  answer,
});
const read = (method: string): Route => ({
  request: `${method} /{Bucket}/{Key+}`,
  query: {
    versionId: "VersionId",
    partNumber: "PartNumber",
    "response-cache-control": "ResponseCacheControl",
    "response-content-disposition": "ResponseContentDisposition",
    "response-content-encoding": "ResponseContentEncoding",
    "response-content-language": "ResponseContentLanguage",
    "response-content-type": "ResponseContentType",
    "response-expires": "ResponseExpires",
  },
  headers: {
    ...COMMON,
    ...READ_CONDITIONS,
    range: "Range",
    "x-amz-checksum-mode": "ChecksumMode",
    "x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
  },
  answer: {
    statusMember: "Status",
    headers: {
      ...VERSION_HEADERS,
      AcceptRanges: "accept-ranges",
      CacheControl: "cache-control",
      ContentDisposition: "content-disposition",
      ContentEncoding: "content-encoding",
      ContentLanguage: "content-language",
      ContentRange: "content-range",
      ContentType: "content-type",
      Expires: "expires",
      LastModified: "last-modified",
      PartsCount: "x-amz-mp-parts-count",
      TagCount: "x-amz-tagging-count",
    },
    headerMap: METADATA,
    payload: "Body",
  },
});

/** Source: S3 API Reference, the request syntax of each operation. */
export const ROUTES: Readonly<Record<string, Route | string>> = {
  ...MISSING_ROUTES,
  ListBuckets: {
    request: "GET /",
    query: {
      "bucket-region": "BucketRegion",
      "continuation-token": "ContinuationToken",
      "max-buckets": "MaxBuckets",
      prefix: "Prefix",
    },
    answer: { element: "ListAllMyBucketsResult" },
  },
  CreateBucket: {
    request: "PUT /{Bucket}",
    headers: {
      "x-amz-acl": "ACL",
      "x-amz-object-ownership": "ObjectOwnership",
      "x-amz-bucket-object-lock-enabled": "ObjectLockEnabledForBucket",
    },
    answer: { headers: { Location: "location" } },
  },
  HeadBucket: {
    request: "HEAD /{Bucket}",
    headers: COMMON,
    answer: { headers: { BucketRegion: "x-amz-bucket-region" } },
  },
  DeleteBucket: { request: "DELETE /{Bucket}", headers: COMMON, answer: { status: 204 } },
  GetBucketLocation: get("location", "LocationConstraint"),
  GetBucketVersioning: get("versioning", "VersioningConfiguration"),
  PutBucketVersioning: put("versioning"),
  GetBucketEncryption: get("encryption", "ServerSideEncryptionConfiguration"),
  PutBucketEncryption: put("encryption"),
  DeleteBucketEncryption: remove("encryption"),
  GetPublicAccessBlock: get("publicAccessBlock", "PublicAccessBlockConfiguration"),
  PutPublicAccessBlock: put("publicAccessBlock"),
  DeletePublicAccessBlock: remove("publicAccessBlock"),
  GetBucketOwnershipControls: get("ownershipControls", "OwnershipControls"),
  PutBucketOwnershipControls: put("ownershipControls"),
  DeleteBucketOwnershipControls: remove("ownershipControls"),
  GetBucketPolicy: { request: "GET /{Bucket}?policy", headers: COMMON, answer: { payload: "Policy" } },
  PutBucketPolicy: { ...put("policy", 204), payload: "Policy" },
  DeleteBucketPolicy: remove("policy"),
  GetBucketPolicyStatus: get("policyStatus", "PolicyStatus"),
  GetBucketLifecycleConfiguration: get("lifecycle", "LifecycleConfiguration"),
  PutBucketLifecycleConfiguration: put("lifecycle"),
  DeleteBucketLifecycle: remove("lifecycle"),
  GetBucketTagging: get("tagging", "Tagging"),
  PutBucketTagging: put("tagging", 204),
  DeleteBucketTagging: remove("tagging"),
  ListObjectsV2: {
    request: "GET /{Bucket}?list-type=2",
    query: {
      ...LIST,
      "continuation-token": "ContinuationToken",
      "start-after": "StartAfter",
      "fetch-owner": "FetchOwner",
    },
    headers: COMMON,
    answer: { element: "ListBucketResult" },
  },
  ListObjects: {
    request: "GET /{Bucket}",
    query: { ...LIST, marker: "Marker" },
    headers: COMMON,
    answer: { element: "ListBucketResult" },
  },
  ListObjectVersions: {
    request: "GET /{Bucket}?versions",
    query: { ...LIST, "key-marker": "KeyMarker", "version-id-marker": "VersionIdMarker" },
    headers: COMMON,
    answer: { element: "ListVersionsResult" },
  },
  DeleteObjects: {
    request: "POST /{Bucket}?delete",
    headers: { ...COMMON, "x-amz-mfa": "MFA" },
    answer: { element: "DeleteResult" },
  },
  PutObject: {
    request: "PUT /{Bucket}/{Key+}",
    headers: { ...WRITTEN, ...BODY_DIGESTS },
    headerMap: METADATA,
    blob: "Body",
    answer: { headers: VERSION_HEADERS },
  },
  CopyObject: {
    request: "PUT /{Bucket}/{Key+}",
    requires: "x-amz-copy-source",
    headers: {
      ...WRITTEN,
      ...COPY_CONDITIONS,
      "x-amz-checksum-algorithm": "ChecksumAlgorithm",
      "x-amz-copy-source": "CopySource",
      "x-amz-metadata-directive": "MetadataDirective",
      "x-amz-tagging-directive": "TaggingDirective",
    },
    headerMap: METADATA,
    answer: {
      headers: { ...VERSION_HEADERS, CopySourceVersionId: "x-amz-copy-source-version-id" },
      element: "CopyObjectResult",
    },
  },
  CreateMultipartUpload: {
    request: "POST /{Bucket}/{Key+}?uploads",
    headers: {
      ...WRITTEN,
      "x-amz-checksum-algorithm": "ChecksumAlgorithm",
      "x-amz-checksum-type": "ChecksumType",
    },
    headerMap: METADATA,
    answer: {
      headers: {
        ...VERSION_HEADERS,
        ChecksumAlgorithm: "x-amz-checksum-algorithm",
      },
      element: "InitiateMultipartUploadResult",
    },
  },
  UploadPart: {
    request: "PUT /{Bucket}/{Key+}?partNumber={PartNumber}&uploadId={UploadId}",
    headers: { ...COMMON, ...BODY_DIGESTS },
    blob: "Body",
    answer: { headers: VERSION_HEADERS },
  },
  UploadPartCopy: {
    request: "PUT /{Bucket}/{Key+}?partNumber={PartNumber}&uploadId={UploadId}",
    requires: "x-amz-copy-source",
    headers: {
      ...COMMON,
      ...COPY_CONDITIONS,
      "x-amz-copy-source": "CopySource",
      "x-amz-copy-source-range": "CopySourceRange",
    },
    answer: { headers: VERSION_HEADERS, element: "CopyPartResult" },
  },
  CompleteMultipartUpload: {
    request: "POST /{Bucket}/{Key+}?uploadId={UploadId}",
    headers: {
      ...COMMON,
      ...BODY_DIGESTS,
      "if-match": "IfMatch",
      "if-none-match": "IfNoneMatch",
      "x-amz-checksum-type": "ChecksumType",
    },
    answer: { headers: VERSION_HEADERS, element: "CompleteMultipartUploadResult" },
  },
  AbortMultipartUpload: {
    request: "DELETE /{Bucket}/{Key+}?uploadId={UploadId}",
    headers: COMMON,
    answer: { status: 204 },
  },
  ListParts: {
    request: "GET /{Bucket}/{Key+}?uploadId={UploadId}",
    query: { "max-parts": "MaxParts", "part-number-marker": "PartNumberMarker" },
    headers: COMMON,
    answer: { element: "ListPartsResult" },
  },
  ListMultipartUploads: {
    request: "GET /{Bucket}?uploads",
    query: {
      prefix: "Prefix",
      "key-marker": "KeyMarker",
      "max-uploads": "MaxUploads",
      "upload-id-marker": "UploadIdMarker",
    },
    headers: COMMON,
    answer: { element: "ListMultipartUploadsResult" },
  },
  GetObjectTagging: tagging("GET", { element: "Tagging", headers: VERSION_ID }),
  PutObjectTagging: tagging("PUT", { headers: VERSION_ID }),
  DeleteObjectTagging: tagging("DELETE", { status: 204, headers: VERSION_ID }),
  GetObject: read("GET"),
  HeadObject: read("HEAD"),
  DeleteObject: {
    request: "DELETE /{Bucket}/{Key+}",
    query: { versionId: "VersionId" },
    headers: { ...COMMON, "if-match": "IfMatch", "x-amz-mfa": "MFA" },
    answer: { status: 204, headers: { ...VERSION_ID, DeleteMarker: "x-amz-delete-marker" } },
  },
};
