import type { cognito } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cognitoNoGuest } from "./cognito-no-guest.ts";

describeRule<cognito.IdentityPoolArgs>(cognitoNoGuest, {
  good: { identityPoolName: "shop", allowUnauthenticatedIdentities: false },
  bad: {
    guests: { allowUnauthenticatedIdentities: true },
    "the classic flow": given({ allowClassicFlow: true }, { findings: ["allowClassicFlow"] }),
  },
  nearMisses: { "not said": { allowUnauthenticatedIdentities: undefined } },
});
