import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { respolCrossAccountAllowlist } from "./respol-cross-account-allowlist.ts";

const FOREIGN = "arn:aws:iam::999988887777:role/partner";
const policyFor = (principal: string, condition: object = {}) => ({
  policy: json({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "sqs:SendMessage",
        Resource: "*",
        Condition: condition,
      },
    ],
  }),
});

describeGraphRule(respolCrossAccountAllowlist, {
  good: [
    resource("aws:sqs/queue:Queue", "orders"),
    resource("aws:sqs/queuePolicy:QueuePolicy", "access", {
      queueUrl: ref("orders", "url"),
      ...policyFor("arn:aws:iam::111122223333:role/orders-create"),
    }),
  ],
  bad: {
    "a role of another account": { set: { access: policyFor(FOREIGN) }, on: ["access"] },
    "another account's number": { set: { access: policyFor("999988887777") }, on: ["access"] },
    "an organization that nobody trusts": {
      set: { access: policyFor(FOREIGN, { StringEquals: { "aws:PrincipalOrgID": "o-unknown" } }) },
      on: ["access"],
    },
  },
  nearMisses: {
    "a trusted account": {
      set: { access: policyFor(FOREIGN) },
      settings: { trustedAccounts: ["999988887777"] },
    },
    "a trusted organization": {
      set: { access: policyFor(FOREIGN, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }) },
      settings: { trustedOrganizations: ["o-a1b2c3d4e5"] },
    },
  },
  notApplicable: { "no policy": { without: ["access"] } },
});
