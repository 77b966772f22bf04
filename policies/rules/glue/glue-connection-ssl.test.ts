import type { glue } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { glueConnectionSsl } from "./glue-connection-ssl.ts";

const PROPERTIES = {
  JDBC_CONNECTION_URL: "jdbc:postgresql://orders:5432/orders",
  JDBC_ENFORCE_SSL: "true",
  SECRET_ID: "orders",
};

describeRule<glue.ConnectionArgs>(glueConnectionSsl, {
  good: { connectionType: "JDBC", connectionProperties: PROPERTIES },
  bad: {
    "without TLS": given(
      { connectionProperties: { ...PROPERTIES, JDBC_ENFORCE_SSL: "false" } },
      { findings: ["JDBC_ENFORCE_SSL"] },
    ),
    "JDBC by default, without TLS": {
      connectionType: undefined,
      connectionProperties: { ...PROPERTIES, JDBC_ENFORCE_SSL: "false" },
    },
    "without TLS by default": { connectionProperties: { SECRET_ID: "orders" } },
    "with a password": given(
      { connectionProperties: { ...PROPERTIES, PASSWORD: "correct-horse" } },
      { findings: ["PASSWORD"] },
    ),
  },
  nearMisses: {
    "JDBC by default": { connectionType: undefined },
    "a network, which has neither": { connectionType: "NETWORK", connectionProperties: undefined },
  },
});
