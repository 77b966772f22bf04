import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamStarResource } from "./iam-star-resource.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";

describeRule(iamStarResource, {
  type: ROLE_POLICY,
  good: rolePolicy(
    allow("sqs:SendMessage", QUEUE),
    allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
  ),
  bad: {
    "one action that could name a queue": given(rolePolicy(allow("sqs:SendMessage", "*")), {
      findings: ["sqs:SendMessage@*"],
    }),
    "beside one that could not": given(
      rolePolicy(allow(["xray:PutTraceSegments", "s3:PutObject", "s3:GetObject"], "*")),
      { findings: ["s3:GetObject@*", "s3:PutObject@*"] },
    ),
    "a wildcard over reads": given(rolePolicy(allow("dynamodb:Get*", ["*"])), {
      findings: ["dynamodb:Get*@*"],
    }),
    "the objects of every bucket": given(rolePolicy(allow("s3:ListBucket", "*")), {
      findings: ["s3:ListBucket@*"],
    }),
    "a wildcard over what S3 lists": rolePolicy(allow("s3:List*", "*")),
    "a wildcard over listings that mostly know resources": rolePolicy(allow("iam:List*", "*")),
    "metrics of every namespace": rolePolicy(allow("cloudwatch:PutMetricData", "*")),
    "narrowed by a star": rolePolicy(
      allow("cloudwatch:PutMetricData", "*", { StringNotLike: { "cloudwatch:namespace": "AWS/*" } }),
    ),
  },
  nearMisses: {
    "metrics of one namespace": rolePolicy(
      allow("cloudwatch:PutMetricData", "*", { StringEquals: { "cloudwatch:namespace": "Orderflow" } }),
    ),
    "the network interfaces of a function in a VPC": rolePolicy(
      allow(
        ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"],
        "*",
      ),
    ),
    "a wildcard over listings that mostly know none": rolePolicy(
      allow(["ec2:Describe*", "rds:Describe*"], "*"),
    ),
    "metrics to read": rolePolicy(allow("cloudwatch:GetMetricData", "*")),
    "a text without terminology, and one without lexicon": rolePolicy(
      allow(["translate:TranslateText", "polly:SynthesizeSpeech"], "*"),
    ),
    "a listing": rolePolicy(allow(["rds:DescribeDBClusters", "s3:ListAllMyBuckets"], "*")),
    "AI services without resources": rolePolicy(
      allow(["rekognition:DetectLabels", "textract:DetectDocumentText", "comprehend:DetectSentiment"], "*"),
    ),
    "resources of a tag": rolePolicy(
      allow("sqs:SendMessage", "*", { StringEquals: { "aws:ResourceTag/service": "orders" } }),
    ),
    "all of IAM, for another rule": rolePolicy(allow("iam:*", "*")),
    "all denied": rolePolicy(allow("sqs:SendMessage", QUEUE), deny(allow("sqs:*", "*"))),
    "a wildcard in the name": rolePolicy(allow("sqs:SendMessage", `${QUEUE}-*`)),
  },
});
