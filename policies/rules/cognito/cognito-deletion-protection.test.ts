import type { cognito } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cognitoDeletionProtection } from "./cognito-deletion-protection.ts";

describeRule<cognito.UserPoolArgs>(cognitoDeletionProtection, {
  good: { deletionProtection: "ACTIVE" },
  bad: { none: { deletionProtection: "INACTIVE" }, "not set": { deletionProtection: undefined } },
  nearMisses: { "with a name": { name: "users" } },
});
