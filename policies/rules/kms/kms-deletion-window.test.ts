import type { kms } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { kmsDeletionWindow } from "./kms-deletion-window.ts";

describeRule<kms.KeyArgs>(kmsDeletionWindow, {
  good: { deletionWindowInDays: 14 },
  bad: {
    "a week": { deletionWindowInDays: 7 },
    "less than the stack asks for": given({}, { settings: { minimumKeyDeletionDays: 21 } }),
  },
  nearMisses: {
    "thirty days by default": { deletionWindowInDays: undefined },
    "a week where that is enough": given(
      { deletionWindowInDays: 7 },
      { settings: { minimumKeyDeletionDays: 7 } },
    ),
  },
  alsoOn: ["aws:kms/externalKey:ExternalKey", "aws:kms/replicaKey:ReplicaKey"],
});
