import { allowFor, deny, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { respolNoPublic } from "./respol-no-public.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const queuePolicy = (...statements: object[]) => ({ queueUrl: "orders", policy: policy(...statements) });
const send = (principal: unknown, condition?: object) =>
  allowFor(principal, "sqs:SendMessage", QUEUE, condition);

const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";

/** Types that call the property with the policy something else. */
const CALLED_OTHERWISE: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
};

describeRule(respolNoPublic, {
  type: QUEUE_POLICY,
  good: queuePolicy(send({ AWS: "arn:aws:iam::111122223333:role/orders-create" })),
  bad: {
    everyone: given(queuePolicy(send("*")), { findings: ["Access"] }),
    "everyone in AWS": queuePolicy(send({ AWS: ["*"] })),
    "everyone with TLS": queuePolicy(send("*", { Bool: { "aws:SecureTransport": "true" } })),
    "everyone from any topic": queuePolicy(send("*", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } })),
    "everyone where the account may be absent": queuePolicy(
      send("*", { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } }),
    ),
    "everyone but one account": queuePolicy({
      Effect: "Allow",
      NotPrincipal: { AWS: "999988887777" },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
    }),
    ...Object.fromEntries(
      Object.entries(CALLED_OTHERWISE).map(([type, property]) => [
        `in ${property} of a ${type}`,
        given({ policy: undefined, [property]: policy(send("*")) }, { type }),
      ]),
    ),
    "on a bus": given(
      { policy: policy(allowFor("*", "events:PutEvents", "*")) },
      {
        type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
      },
    ),
    "on a bucket itself": given(
      { policy: policy(allowFor("*", "s3:GetObject", "arn:aws:s3:::f/*")) },
      {
        type: "aws:s3/bucketV2:BucketV2",
      },
    ),
    "on a key": given(
      { policy: policy(allowFor({ AWS: "*" }, "kms:Decrypt", "*")) },
      { type: "aws:kms/key:Key" },
    ),
  },
  nearMisses: {
    "everyone of one organization": queuePolicy(
      send("*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    ),
    "everyone for one topic": queuePolicy(
      send("*", { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders" } }),
    ),
    "everyone through one endpoint": queuePolicy(
      send("*", { StringEquals: { "aws:SourceVpce": "vpce-1a2b" } }),
    ),
    "everyone denied": queuePolicy(
      send({ Service: "sns.amazonaws.com" }),
      deny(send("*", { Bool: { "aws:SecureTransport": "false" } })),
    ),
  },
  notApplicable: { "no policy": { policy: undefined } },
  alsoOn: respolNoPublic.types.filter((type) => type !== QUEUE_POLICY && !(type in CALLED_OTHERWISE)),
});
