import { allowFor, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamTrustConfusedDeputy } from "./iam-trust-confused-deputy.ts";

const trust = (service: string | string[], condition?: object) => ({
  assumeRolePolicy: policy(allowFor({ Service: service }, "sts:AssumeRole", undefined, condition)),
});

describeRule(iamTrustConfusedDeputy, {
  good: trust("scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": "111122223333" } }),
  bad: {
    "for anybody's schedules": given(trust("scheduler.amazonaws.com"), {
      findings: ["scheduler.amazonaws.com"],
    }),
    "for schedules of any account": trust("scheduler.amazonaws.com", {
      ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:*:schedule/*" },
    }),
    "among others": trust(["lambda.amazonaws.com", "pipes.amazonaws.com"]),
  },
  nearMisses: {
    "for one pipe": trust("pipes.amazonaws.com", {
      ArnEquals: { "aws:SourceArn": "arn:aws:pipes:eu-west-1:111122223333:pipe/orders" },
    }),
    "a service that acts for its own resource only": trust("lambda.amazonaws.com"),
    "one's own account": {
      assumeRolePolicy: policy(allowFor({ AWS: "111122223333" }, "sts:AssumeRole")),
    },
  },
});
