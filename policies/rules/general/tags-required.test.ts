import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { tagsRequired } from "./tags-required.ts";

const tags = { owner: "orders-team", environment: "dev", service: "orderflow" };

describeRule<Record<string, unknown>>(tagsRequired, {
  type: "aws:sqs/queue:Queue",
  good: { tags },
  bad: {
    none: given({ tags: undefined }, { findings: ["environment", "owner", "service"] }),
    "one missing": given({ tags: { owner: "orders-team", environment: "dev" } }, { findings: ["service"] }),
    "a value that does not match": given(
      {},
      { settings: { tagValues: { environment: "prod|staging" } }, findings: ["environment"] },
    ),
  },
  nearMisses: {
    "by the provider": given({ tags: undefined }, { provider: { defaultTags: JSON.stringify({ tags }) } }),
    "half by the provider": given(
      { tags: { owner: "a-team" } },
      { provider: { defaultTags: JSON.stringify({ tags }) } },
    ),
    others: given({ tags: { team: "orders" } }, { settings: { requiredTags: ["team"] } }),
  },
  notApplicable: {
    "what can't have tags": given({ tags: undefined }, { type: "aws:iam/rolePolicy:RolePolicy" }),
  },
});
