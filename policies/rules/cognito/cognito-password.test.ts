import type { cognito } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cognitoPassword } from "./cognito-password.ts";

describeRule<cognito.UserPoolArgs>(cognitoPassword, {
  good: { passwordPolicy: { minimumLength: 12 } },
  bad: {
    "short ones": { passwordPolicy: { minimumLength: 8 } },
    "Cognito's 8": { passwordPolicy: undefined },
    "shorter than the stack asks for": given({}, { settings: { minimumPasswordLength: 15 } }),
  },
  nearMisses: {
    "long ones without symbols": { passwordPolicy: { minimumLength: 16, requireSymbols: false } },
    "short ones where that is enough": given(
      { passwordPolicy: undefined },
      { settings: { minimumPasswordLength: 8 } },
    ),
  },
});
