import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const glueConnectionSsl = defineRule({
  id: "glue-connection-ssl",
  severity: "high",
  service: "glue",
  title: "Connections to databases use TLS and take the password from Secrets Manager.",
  why: "Whoever may read the catalogue reads a password in a connection; without TLS so does the network.",
  remediation: "Set JDBC_ENFORCE_SSL to true and SECRET_ID in place of USERNAME and PASSWORD.",
  url: "https://docs.aws.amazon.com/glue/latest/dg/connection-properties-secrets-manager.html",
  anchors: [],
  types: ["aws:glue/connection:Connection"],
  check: ({ props }) => {
    const isJdbc = (props.string("connectionType") ?? "JDBC") === "JDBC";
    return combine([
      failUnless(
        !isJdbc || props.boolean("connectionProperties.JDBC_ENFORCE_SSL") === true,
        "JDBC_ENFORCE_SSL is not true.",
        "JDBC_ENFORCE_SSL",
      ),
      failUnless(!props.has("connectionProperties.PASSWORD"), "PASSWORD is in the connection.", "PASSWORD"),
    ]);
  },
});
