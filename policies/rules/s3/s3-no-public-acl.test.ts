import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { s3NoPublicAcl } from "./s3-no-public-acl.ts";

const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const LOGS = "http://acs.amazonaws.com/groups/s3/LogDelivery";

describeRule<Record<string, unknown>>(s3NoPublicAcl, {
  good: { bucket: "orders-files", acl: "private" },
  bad: {
    "for reading": given({ acl: "public-read" }, { findings: ["public-read"] }),
    "for writing": { acl: "public-read-write" },
    "for everyone in AWS": { acl: "authenticated-read" },
    "beside the bucket": given({ acl: "public-read" }, { type: "aws:s3/bucketAclV2:BucketAclV2" }),
    "one object's": given({ acl: "public-read" }, { type: "aws:s3/bucketObjectv2:BucketObjectv2" }),
    "one object's, by the older type": given(
      { acl: "public-read" },
      { type: "aws:s3/bucketObject:BucketObject" },
    ),
    "a grant": given(
      { grants: [{ type: "Group", permissions: ["READ"], uri: ALL_USERS }] },
      { findings: ["AllUsers"] },
    ),
    "a grant beside the bucket": given(
      {
        acl: undefined,
        accessControlPolicy: { grants: [{ grantee: { type: "Group", uri: ALL_USERS }, permission: "READ" }] },
      },
      { type: "aws:s3/bucketAcl:BucketAcl" },
    ),
  },
  nearMisses: {
    none: { acl: undefined },
    "for S3's logs": {
      acl: "log-delivery-write",
      grants: [{ type: "Group", permissions: ["WRITE"], uri: LOGS }],
    },
  },
  alsoOn: ["aws:s3/bucketV2:BucketV2"],
});
