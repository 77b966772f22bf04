import { redirectsAll } from "../../lib/buckets.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { demanded } from "../../lib/iam/conditions.ts";
import type { Statement } from "../../lib/iam/policy-document.ts";
import { policyTexts, statementsOf } from "../../lib/iam/policy-sources.ts";
import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

/** The resources that hold the policy of one, besides itself. */
const POLICIES: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketV2:BucketV2": "aws:s3/bucketPolicy:BucketPolicy",
  "aws:sqs/queue:Queue": "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sns/topic:Topic": "aws:sns/topicPolicy:TopicPolicy",
};

export const respolTlsOnly = defineRule({
  id: "respol-tls-only",
  severity: "medium",
  service: "resource-policies",
  title: "Buckets, queues and topics refuse requests without TLS.",
  why: "S3, SQS and SNS answer plain HTTP too, and whoever is on the way reads along.",
  remediation:
    "Deny every action to everyone where aws:SecureTransport is false. A topic that has a key needs none.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
  anchors: [
    "fsbp:S3.5",
    "cdk-nag:AwsSolutions-S10",
    "cdk-nag:AwsSolutions-SQS4",
    "cdk-nag:AwsSolutions-SNS3",
    "checkov:CKV_AWS_379",
  ],
  types: Object.keys(POLICIES),
  checkInGraph: (node, graph) => {
    if (redirectsAll(node, graph)) return notApplicable;
    const isEncryptedTopic = node.type === "aws:sns/topic:Topic" && node.props.has("kmsMasterKeyId");
    return failUnless(
      isEncryptedTopic || deniesPlainHttp(node, graph),
      `Nothing in the policy of ${node.name} denies requests without TLS.`,
    );
  },
});

function deniesPlainHttp(node: Node, graph: Graph): boolean {
  const beside = graph.referrers(node, POLICIES[node.type] ?? "").map(({ from }) => required(from, "policy"));
  return [node, ...beside].some(({ type, props }) =>
    policyTexts({ type, props }, ["resource"])
      .flatMap(({ read }) => statementsOf(read()))
      .some(deniesEveryoneWithoutTls),
  );
}

function deniesEveryoneWithoutTls({ effect, principals, actions, conditions }: Statement): boolean {
  return (
    effect === "Deny" &&
    principals.some(({ kind }) => kind === "everyone") &&
    actions.some((action) => /^(\*|\w+:\*)$/.test(action)) &&
    conditions.length === 1 &&
    demanded(conditions, "aws:SecureTransport")?.includes("false") === true
  );
}
