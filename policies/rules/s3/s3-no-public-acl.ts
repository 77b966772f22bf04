import { BUCKETS, withAlias } from "../../lib/buckets.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failEach, failUnless } from "../../lib/verdict.ts";

const PUBLIC_ACLS = ["public-read", "public-read-write", "authenticated-read"];

export const s3NoPublicAcl = defineRule({
  id: "s3-no-public-acl",
  severity: "critical",
  service: "s3",
  title: "No ACL opens a bucket or an object to everyone.",
  why: "Whoever finds the address reads it; with public-read-write they write at your expense.",
  remediation:
    "Drop the ACL; give readers a policy, a presigned URL, or CloudFront with origin access control.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-2",
  anchors: [
    "fsbp:S3.2",
    "fsbp:S3.3",
    "checkov:CKV_AWS_20",
    "checkov:CKV_AWS_57",
    "checkov:CKV_AWS_375",
    "checkov:CKV2_AWS_43",
    "trivy:AWS-0092",
  ],
  types: [
    ...BUCKETS,
    ...withAlias("aws:s3/bucketAcl:BucketAcl"),
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
  ],
  check: ({ props }) => {
    const acl = props.string("acl") ?? "private";
    const grantees = [
      ...props.blocks("grants").map((grant) => grant.string("uri")),
      ...props.blocks("accessControlPolicy.grants").map((grant) => grant.string("grantee.uri")),
    ];
    return combine([
      failUnless(!PUBLIC_ACLS.includes(acl), `acl is ${acl}.`, acl),
      failEach(
        grantees.filter((uri) => /\/(AllUsers|AuthenticatedUsers)$/.test(uri ?? "")),
        (uri) => ({ message: `A grant is for ${uri}.`, id: uri?.split("/").at(-1) ?? "" }),
      ),
    ]);
  },
});
