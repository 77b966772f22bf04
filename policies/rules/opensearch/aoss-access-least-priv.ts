import { defineRule } from "../../lib/rule.ts";
import { combine, each, failEach } from "../../lib/verdict.ts";

export const aossAccessLeastPriv = defineRule({
  id: "aoss-access-least-priv",
  severity: "high",
  service: "opensearch",
  title: "Access policies of collections name what is allowed, and to whom.",
  why: "With aoss:* whoever searches may also delete the index; with the account's root anyone in the account may.",
  remediation: "Name the permissions, such as aoss:ReadDocument, and the roles that need them.",
  url: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html",
  anchors: [],
  types: ["aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy"],
  check: ({ props }) =>
    each(props.documents("policy"), (access) =>
      combine([
        failEach(
          access
            .blocks("Rules")
            .flatMap((rule) => rule.strings("Permission"))
            .filter((permission) => permission === "aoss:*"),
          (permission) => ({ message: `The policy allows ${permission}.`, id: permission }),
        ),
        failEach(
          access
            .strings("Principal")
            .filter((principal) => principal.includes("*") || principal.endsWith(":root")),
          (principal) => ({ message: `The policy lets ${principal} in.`, id: principal }),
        ),
      ]),
    ),
});
