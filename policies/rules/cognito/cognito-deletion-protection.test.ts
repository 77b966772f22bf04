import type { cognito } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cognitoDeletionProtection } from "./cognito-deletion-protection.ts";

describeRule<cognito.UserPoolArgs>(cognitoDeletionProtection, {
  good: { deletionProtection: "ACTIVE" },
  bad: {
    "protected by Pulumi alone": given({ deletionProtection: undefined }, { protect: true }),
    none: { deletionProtection: "INACTIVE" },
    "not set": { deletionProtection: undefined },
  },
  nearMisses: { "without Pulumi's own protection": given({}, { protect: false }) },
});
