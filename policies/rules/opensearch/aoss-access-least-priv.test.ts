import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { aossAccessLeastPriv } from "./aoss-access-least-priv.ts";

const access = (permission: string, principal: string) => ({
  type: "data",
  policy: JSON.stringify([
    {
      Rules: [{ ResourceType: "index", Resource: ["index/orders/*"], Permission: [permission] }],
      Principal: [principal],
    },
  ]),
});
const ROLE = "arn:aws:iam::111122223333:role/search";

describeRule(aossAccessLeastPriv, {
  good: access("aoss:ReadDocument", ROLE),
  bad: {
    everything: given(access("aoss:*", ROLE), { findings: ["aoss:*"] }),
    everyone: access("aoss:ReadDocument", "*"),
    "every role": access("aoss:ReadDocument", "arn:aws:iam::111122223333:role/*"),
    "the account": given(access("aoss:ReadDocument", "arn:aws:iam::111122223333:root"), {
      findings: ["arn:aws:iam::111122223333:root"],
    }),
    "no JSON": { policy: "[" },
  },
  nearMisses: {
    "a session of a role": access(
      "aoss:WriteDocument",
      "arn:aws:sts::111122223333:assumed-role/search/session",
    ),
  },
});
