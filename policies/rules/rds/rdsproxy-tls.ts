import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

export const rdsproxyTls = defineRule({
  id: "rdsproxy-tls",
  severity: "medium",
  service: "rds",
  title: "A proxy takes connections with TLS only, and of users that IAM knows.",
  why: "The proxy holds the database's password: whoever reaches it without IAM needs none.",
  remediation: "Set requireTls to true and iamAuth of each of auths to REQUIRED.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html",
  anchors: [],
  types: ["aws:rds/proxy:Proxy"],
  check: ({ props }) =>
    combine([
      failUnless(props.boolean("requireTls") === true, "requireTls is not true.", "requireTls"),
      each(props.blocks("auths"), (auth) =>
        failUnless(auth.string("iamAuth") === "REQUIRED", "iamAuth is not REQUIRED.", "iamAuth"),
      ),
    ]),
  remediate: ({ props }) => ({
    requireTls: true,
    auths: (props.get("auths") as object[]).map((auth) => ({ ...auth, iamAuth: "REQUIRED" })),
  }),
});
