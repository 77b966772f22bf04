import { allowFor, deny, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamTrustNoWildcard } from "./iam-trust-no-wildcard.ts";

const trust = (principal: unknown, condition?: object) => ({
  assumeRolePolicy: policy(allowFor(principal, "sts:AssumeRole", undefined, condition)),
});

describeRule(iamTrustNoWildcard, {
  good: trust({ Service: "lambda.amazonaws.com" }),
  bad: {
    everyone: given(trust("*"), { findings: ["Access"] }),
    "everyone in AWS": trust({ AWS: "*" }),
    "among others": trust({ AWS: ["arn:aws:iam::111122223333:role/pipeline", "*"] }),
    "the same role of every account": trust({ AWS: "arn:aws:iam::*:role/pipeline" }),
    "everyone but one": {
      assumeRolePolicy: policy({
        Effect: "Allow",
        NotPrincipal: { AWS: "111122223333" },
        Action: "sts:AssumeRole",
      }),
    },
    "everyone from any organization": trust("*", { StringLike: { "aws:PrincipalOrgID": "*" } }),
  },
  nearMisses: {
    "everyone of one organization": trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    "one account": trust({ AWS: "111122223333" }),
    "everyone denied": {
      assumeRolePolicy: policy(
        allowFor({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole"),
        deny(allowFor("*", "sts:AssumeRole")),
      ),
    },
  },
});
