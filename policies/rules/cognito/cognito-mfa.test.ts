import type { cognito } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cognitoMfa } from "./cognito-mfa.ts";

describeRule<cognito.UserPoolArgs>(cognitoMfa, {
  good: { mfaConfiguration: "OPTIONAL", softwareTokenMfaConfiguration: { enabled: true } },
  bad: {
    none: { mfaConfiguration: "OFF" },
    "not set": { mfaConfiguration: undefined },
    "no factor": { softwareTokenMfaConfiguration: undefined },
  },
  nearMisses: { "for everybody": { mfaConfiguration: "ON" } },
});
