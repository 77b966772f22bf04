import type { cognito } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cognitoClientFlows } from "./cognito-client-flows.ts";

describeRule<cognito.UserPoolClientArgs>(cognitoClientFlows, {
  good: {
    userPoolId: "pool",
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    preventUserExistenceErrors: "ENABLED",
  },
  bad: {
    "the implicit flow": given({ allowedOauthFlows: ["code", "implicit"] }, { findings: ["implicit"] }),
    "plain passwords": given({ explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }, { findings: ["password"] }),
    "telling errors": given({ preventUserExistenceErrors: "LEGACY" }, { findings: ["existence"] }),
    "tokens for ever": given({ enableTokenRevocation: false }, { findings: ["revocation"] }),
  },
  nearMisses: {
    "an administrator's sign-in": { explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
    "a code": { allowedOauthFlows: ["code"] },
  },
});
