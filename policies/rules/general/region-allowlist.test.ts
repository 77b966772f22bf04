import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { regionAllowlist } from "./region-allowlist.ts";

describeRule<Record<string, unknown>>(regionAllowlist, {
  type: "aws:sqs/queue:Queue",
  good: given({ region: "eu-west-1" }, { settings: { allowedRegions: ["eu-west-1", "eu-central-1"] } }),
  bad: {
    "another region": { region: "us-east-1" },
    "its provider's": given({ region: undefined }, { provider: { region: "ap-south-1" } }),
  },
  nearMisses: {
    "its own before its provider's": given({ region: "eu-central-1" }, { provider: { region: "us-east-1" } }),
  },
  notApplicable: {
    "any region": given({ region: "us-east-1" }, { settings: { allowedRegions: [] } }),
    "none known": { region: undefined },
  },
});
