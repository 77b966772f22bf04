import type { iam } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoStaticKeys } from "./iam-no-static-keys.ts";

describeRule<iam.AccessKeyArgs>(iamNoStaticKeys, {
  good: { user: "mailer", status: "Inactive" },
  bad: {
    "an active key that was handed over encrypted": { status: "Active", pgpKey: "keybase:orderflow" },
    "an active key": { status: "Active" },
    "active by default": { status: undefined },
    "a user": given({}, { type: "aws:iam/user:User", byType: true }),
    "a user with a password": given({}, { type: "aws:iam/userLoginProfile:UserLoginProfile", byType: true }),
  },
  nearMisses: { "a key that is kept to be deleted": { pgpKey: "keybase:orderflow" } },
});
