import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const kmsDeletionWindow = defineRule({
  id: "kms-deletion-window",
  severity: "low",
  service: "kms",
  title: "A key that is deleted can be kept for two weeks, or as long as the settings say.",
  why: "All that it encrypted is gone with it; a week is a holiday.",
  remediation:
    "Set deletionWindowInDays to the setting minimumKeyDeletionDays or more, or leave it at the default of 30.",
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  anchors: ["fsbp:KMS.3"],
  types: ["aws:kms/key:Key", "aws:kms/externalKey:ExternalKey", "aws:kms/replicaKey:ReplicaKey"],
  check: ({ props }, { minimumKeyDeletionDays }) => {
    const days = props.number("deletionWindowInDays") ?? 30;
    return failUnless(
      days >= minimumKeyDeletionDays,
      `deletionWindowInDays is ${days}, less than ${minimumKeyDeletionDays}.`,
    );
  },
  remediate: () => ({ deletionWindowInDays: 30 }),
});
