import type { rds } from "@pulumi/aws";
import { asText, describeRule, given } from "../../lib/testing/resource-rule.ts";
import { rdsproxyTls } from "./rdsproxy-tls.ts";

describeRule<rds.ProxyArgs>(rdsproxyTls, {
  good: {
    engineFamily: "POSTGRESQL",
    roleArn: "arn:aws:iam::111122223333:role/orders-proxy",
    vpcSubnetIds: ["subnet-1", "subnet-2"],
    requireTls: true,
    auths: [{ authScheme: "SECRETS", iamAuth: "REQUIRED" }],
  },
  bad: {
    "without TLS": given({ requireTls: false }, { findings: ["requireTls"] }),
    "without TLS, said as text": { requireTls: asText(false) },
    "without TLS by default": { requireTls: undefined },
    "by password": given(
      { auths: [{ authScheme: "SECRETS", iamAuth: "DISABLED" }] },
      { findings: ["iamAuth"] },
    ),
  },
  nearMisses: { "said as text": { requireTls: asText(true) } },
});
