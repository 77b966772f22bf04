import type { Properties } from "../../lib/properties.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable, pass, type Verdict } from "../../lib/verdict.ts";

export const elasticacheSlAuth = defineRule({
  id: "elasticache-sl-auth",
  severity: "high",
  service: "elasticache",
  title: "Caches know their users, and none of them needs no password or may do everything.",
  why: "Without users, whoever reaches the port reads every session and may flush the cache.",
  remediation:
    "Set userGroupId; give each User IAM or a password, and an accessString of the keys and commands it uses.",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
  anchors: [],
  types: ["aws:elasticache/serverlessCache:ServerlessCache", "aws:elasticache/user:User"],
  check: ({ type, props }) => (type === "aws:elasticache/user:User" ? checkUser(props) : checkCache(props)),
});

function checkCache(props: Properties): Verdict {
  if (props.string("engine") === "memcached") return notApplicable;
  return failUnless(props.has("userGroupId"), "userGroupId is not set.", "userGroupId");
}

/** Access strings have words of their own for `+@all` and `~*`. */
const EVERY_COMMAND = /(^|\s)(\+@all|allcommands)(\s|$)/i;
const EVERY_KEY = /(^|\s)((%RW)?~\*|allkeys)(\s|$)/i;

/** Each engine demands a user `default`: it may be there, switched off. */
function checkUser(props: Properties): Verdict {
  const access = props.string("accessString") ?? "";
  if (/^off\b/.test(access)) return pass;
  const needsNone =
    props.boolean("noPasswordRequired") === true ||
    props.string("authenticationMode.type") === "no-password-required";
  return combine([
    failUnless(!needsNone, "The user needs no password.", "password"),
    failUnless(
      !(EVERY_COMMAND.test(access) && EVERY_KEY.test(access)),
      `The user may do everything: ${access}.`,
      "accessString",
    ),
  ]);
}
