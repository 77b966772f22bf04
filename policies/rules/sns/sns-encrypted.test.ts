import type { sns } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { snsEncrypted } from "./sns-encrypted.ts";

describeRule<sns.TopicArgs>(snsEncrypted, {
  good: { kmsMasterKeyId: "alias/notifications" },
  bad: { "no key": { kmsMasterKeyId: undefined }, "an empty key": { kmsMasterKeyId: "" } },
  nearMisses: { "AWS's own key": { kmsMasterKeyId: "alias/aws/sns" } },
});
