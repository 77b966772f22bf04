import type { athena } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { athenaCutoff } from "./athena-cutoff.ts";

describeRule<athena.WorkgroupArgs>(athenaCutoff, {
  good: { configuration: { bytesScannedCutoffPerQuery: 10_000_000_000 } },
  bad: { "no limit": { configuration: {} }, "no settings": { configuration: undefined } },
  nearMisses: {
    "a limit given as text": { configuration: { bytesScannedCutoffPerQuery: "10000000" as never } },
  },
});
