import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoManagedFullAccess } from "./iam-no-managed-full-access.ts";

const AWS = "arn:aws:iam::aws:policy";

describeRule<Record<string, unknown>>(iamNoManagedFullAccess, {
  good: { managedPolicyArns: [`${AWS}/service-role/AWSLambdaBasicExecutionRole`] },
  bad: {
    "an administrator": given(
      { managedPolicyArns: [`${AWS}/AdministratorAccess`] },
      {
        findings: ["AdministratorAccess"],
      },
    ),
    "full access to a service": { managedPolicyArns: [`${AWS}/AmazonS3FullAccess`] },
    "a second version": { managedPolicyArns: [`${AWS}/CloudWatchFullAccessV2`] },
    "with an underscore": { managedPolicyArns: [`${AWS}/AWSLambda_FullAccess`] },
    "in another partition": { managedPolicyArns: ["arn:aws-cn:iam::aws:policy/AmazonSQSFullAccess"] },
    "attached beside the role": given(
      { policyArn: `${AWS}/PowerUserAccess` },
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      },
    ),
    ...Object.fromEntries(
      [
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
      ].map((type) => [`by a ${type}`, given({ policyArn: `${AWS}/PowerUserAccess` }, { type })]),
    ),
    "among all that a role may have": given(
      { policyArns: [`${AWS}/PowerUserAccess`] },
      { type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive" },
    ),
    "by a permission set": given(
      { managedPolicyArn: `${AWS}/AdministratorAccess` },
      {
        type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
      },
    ),
  },
  nearMisses: {
    "a policy of one's own with such a name": {
      managedPolicyArns: ["arn:aws:iam::111122223333:policy/OrdersFullAccess"],
    },
    reading: { managedPolicyArns: [`${AWS}/AmazonDynamoDBReadOnlyAccess`] },
    "nothing attached": { managedPolicyArns: undefined },
  },
});
