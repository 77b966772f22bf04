import { BUCKETS, besideBucket, redirectsAll } from "../../lib/buckets.ts";
import { ifClassified } from "../../lib/data-class.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import type { Properties } from "../../lib/properties.ts";
import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const s3Kms = defineRule({
  id: "s3-kms",
  severity: "medium",
  service: "s3",
  title: "Buckets of classified data are encrypted by a customer's key.",
  why: "S3's own keys decrypt for whoever may read the object; one's own key has a policy, a log and an end.",
  remediation: "Give the bucket an aws.s3.BucketServerSideEncryptionConfiguration with aws:kms and a key.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17",
  anchors: [
    "securityhub:S3.17",
    "cdk-nag:HIPAA.Security-S3DefaultEncryptionKMS",
    "checkov:CKV_AWS_145",
    "trivy:AWS-0132",
  ],
  dataClass: true,
  types: BUCKETS,
  checkInGraph: (node, graph, settings) =>
    ifClassified(node, settings, () => {
      if (redirectsAll(node, graph)) return notApplicable;
      return failUnless(
        rulesOf(node, graph).some((rule) => usesOwnKey(rule)),
        `Objects of ${node.name} are encrypted by S3's own keys.`,
      );
    }),
});

function rulesOf(bucket: Node, graph: Graph): readonly Properties[] {
  const { props } = bucket;
  return [
    ...props.blocks("serverSideEncryptionConfiguration.rule"),
    ...props.blocks("serverSideEncryptionConfigurations").flatMap((each) => each.blocks("rules")),
    ...besideBucket(
      bucket,
      graph,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ).flatMap((each) => required(each, "rules").props.blocks("rules")),
  ];
}

/** The alias for buckets has a list where the others have a block. */
function usesOwnKey(rule: Properties): boolean {
  return [
    ...rule.blocks("applyServerSideEncryptionByDefault"),
    ...rule.blocks("applyServerSideEncryptionByDefaults"),
  ].some(
    (block) => block.string("sseAlgorithm")?.startsWith("aws:kms") === true && block.has("kmsMasterKeyId"),
  );
}
