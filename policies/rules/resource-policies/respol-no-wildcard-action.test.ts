import { allowFor, deny, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { respolNoWildcardAction } from "./respol-no-wildcard-action.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const queuePolicy = (...statements: object[]) => ({ queueUrl: "orders", policy: policy(...statements) });
const keyPolicy = (...statements: object[]) =>
  given({ policy: policy(...statements) }, { type: "aws:kms/key:Key" });

describeRule<Record<string, unknown>>(respolNoWildcardAction, {
  type: "aws:sqs/queuePolicy:QueuePolicy",
  good: queuePolicy(allowFor(ROOT, "sqs:SendMessage", QUEUE)),
  bad: {
    "all of a queue": given(queuePolicy(allowFor(ROOT, "sqs:*", QUEUE)), { findings: ["sqs:*@Access"] }),
    everything: queuePolicy(allowFor(ROOT, ["sqs:SendMessage", "*"], QUEUE)),
    "all of a key for a role": keyPolicy(
      allowFor({ AWS: "arn:aws:iam::111122223333:role/orders-create" }, "kms:*", "*"),
    ),
  },
  nearMisses: {
    "all of a key for the account's root": keyPolicy(allowFor(ROOT, "kms:*", "*")),
    "a wildcard over part": queuePolicy(allowFor(ROOT, "sqs:Get*", QUEUE)),
    "all denied": queuePolicy(allowFor(ROOT, "sqs:SendMessage", QUEUE), deny(allowFor("*", "sqs:*", QUEUE))),
  },
});
