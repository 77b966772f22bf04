import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const cognitoCallbackHttps = defineRule({
  id: "cognito-callback-https",
  severity: "high",
  service: "cognito",
  title: "Tokens are sent to named addresses over TLS.",
  why: "Whoever is on the way, or owns a page that matches, gets the code or token of every user that signs in.",
  remediation: "Name callbackUrls and logoutUrls in full, with https.",
  url: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
  anchors: [],
  types: ["aws:cognito/userPoolClient:UserPoolClient"],
  check: ({ props }) => {
    const urls = ["callbackUrls", "logoutUrls"].flatMap((name) => props.strings(name));
    if (urls.length === 0) return notApplicable;
    return each(urls, (url) =>
      failUnless(!url.includes("*") && !isClear(url), `${url} is not safe to send tokens to.`, url),
    );
  },
});

/** Plain http to anything but the user's own machine. */
function isClear(url: string): boolean {
  return url.startsWith("http://") && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url);
}
