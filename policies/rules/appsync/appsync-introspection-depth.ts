import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, each, failUnless } from "../../lib/verdict.ts";

export const appsyncIntrospectionDepth = defineRule({
  id: "appsync-introspection-depth",
  severity: "low",
  service: "appsync",
  title: "GraphQL APIs hide their schema and limit queries.",
  why: "A nested query can ask for everything at once; introspection tells a stranger how.",
  remediation: "Set introspectionConfig to DISABLED, and queryDepthLimit and resolverCountLimit above 0.",
  url: "https://docs.aws.amazon.com/appsync/latest/devguide/security-best-practices.html",
  anchors: [],
  types: ["aws:appsync/graphQLApi:GraphQLApi"],
  check: ({ props }) =>
    combine([
      attempt(() =>
        failUnless(
          props.string("introspectionConfig") === "DISABLED",
          "introspectionConfig is not DISABLED.",
          "introspectionConfig",
        ),
      ),
      each(["queryDepthLimit", "resolverCountLimit"], (name) =>
        failUnless((props.number(name) ?? 0) > 0, `${name} is not set.`, name),
      ),
    ]),
});
