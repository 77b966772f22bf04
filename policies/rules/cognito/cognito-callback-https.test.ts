import type { cognito } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { cognitoCallbackHttps } from "./cognito-callback-https.ts";

describeRule<cognito.UserPoolClientArgs>(cognitoCallbackHttps, {
  good: { userPoolId: "pool", callbackUrls: ["https://shop.example.com/signed-in"] },
  bad: {
    "in the clear": { callbackUrls: ["http://shop.example.com/"] },
    "after signing out": { logoutUrls: ["http://shop.example.com/"] },
    "a pattern": { callbackUrls: ["https://*.example.com/"] },
    "no localhost": { callbackUrls: ["http://localhost.example.com/"] },
  },
  nearMisses: {
    "one's own machine": { callbackUrls: ["http://localhost:3000/"] },
    "an app": { callbackUrls: ["shop://signed-in"] },
  },
  notApplicable: { "no addresses": { callbackUrls: undefined } },
});
