import { allowFor, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { vpcePolicyScoped } from "./vpce-policy-scoped.ts";

const through = (resource: string, condition?: object) => ({
  policy: policy(allowFor("*", "s3:*", resource, condition)),
});

describeRule<Record<string, unknown>>(vpcePolicyScoped, {
  good: {
    vpcId: "vpc-1a2b",
    serviceName: "com.amazonaws.eu-west-1.s3",
    ...through("arn:aws:s3:::orders-files/*"),
  },
  bad: {
    "no policy": { policy: undefined },
    everything: given(through("*"), { findings: ["Access"] }),
    "any organization": through("*", { StringLike: { "aws:PrincipalOrgID": "*" } }),
    "everything, beside the endpoint": given(through("*"), {
      type: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    }),
  },
  nearMisses: {
    "one's own organization": through("*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    "buckets of one's own account": through("*", { StringEquals: { "aws:ResourceAccount": "111122223333" } }),
  },
  notApplicable: { "another service": { serviceName: "com.amazonaws.eu-west-1.sqs", policy: undefined } },
});
