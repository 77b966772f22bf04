import { describeGraphRule, json, resource } from "../../lib/testing/graph-rule.ts";
import { iamTrustExternalId } from "./iam-trust-external-id.ts";

const trust = (principal: string, condition: object = {}) => ({
  assumeRolePolicy: json({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", Condition: condition },
    ],
  }),
});
const FOREIGN = "arn:aws:iam::999988887777:root";

describeGraphRule(iamTrustExternalId, {
  good: [
    resource("aws:iam/role:Role", "reader", trust("arn:aws:iam::111122223333:role/pipeline")),
    resource("aws:sqs/queue:Queue", "orders"),
  ],
  bad: {
    "another account": { set: { reader: trust(FOREIGN) }, on: ["reader"] },
    "another account by its number": { set: { reader: trust("999988887777") }, on: ["reader"] },
    "a condition that does not say who": {
      set: { reader: trust(FOREIGN, { Bool: { "aws:MultiFactorAuthPresent": "true" } }) },
      on: ["reader"],
    },
  },
  nearMisses: {
    "with an external id": {
      set: { reader: trust(FOREIGN, { StringEquals: { "sts:ExternalId": "7c9e6679" } }) },
    },
    "of one's organization": {
      set: { reader: trust(FOREIGN, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }) },
    },
    "a trusted account": { set: { reader: trust(FOREIGN) }, settings: { trustedAccounts: ["999988887777"] } },
  },
});
