import type { athena } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { athenaWgEnforced } from "./athena-wg-enforced.ts";

describeRule<athena.WorkgroupArgs>(athenaWgEnforced, {
  good: { configuration: { enforceWorkgroupConfiguration: true } },
  bad: { "switched off": { configuration: { enforceWorkgroupConfiguration: false } } },
  nearMisses: {
    "on by default": { configuration: { bytesScannedCutoffPerQuery: 1e9 } },
    "no settings": { configuration: undefined },
  },
});
