import type { ssm } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ssmCmk } from "./ssm-cmk.ts";

describeRule<ssm.ParameterArgs>(ssmCmk, {
  good: given(
    { name: "/orderflow/key", type: "SecureString", keyId: "alias/orderflow-data" },
    { settings: { dataClass: "personal" } },
  ),
  bad: { none: { keyId: undefined }, "AWS's key": { keyId: "alias/aws/ssm" } },
  nearMisses: { "an alias that begins as AWS's do": { keyId: "alias/aws-orders" } },
  notApplicable: {
    "no classified data": given({}, { settings: {} }),
    "no secret": { type: "String" },
  },
});
