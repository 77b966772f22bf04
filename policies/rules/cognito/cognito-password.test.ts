import type { cognito } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cognitoPassword } from "./cognito-password.ts";

describeRule<cognito.UserPoolArgs>(cognitoPassword, {
  good: { passwordPolicy: { minimumLength: 12 } },
  bad: {
    "short ones": { passwordPolicy: { minimumLength: 8 } },
    "Cognito's 8": { passwordPolicy: undefined },
  },
  nearMisses: {
    "long ones without symbols": { passwordPolicy: { minimumLength: 16, requireSymbols: false } },
  },
});
