import type { kms } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { kmsDeletionWindow } from "./kms-deletion-window.ts";

describeRule<kms.KeyArgs>(kmsDeletionWindow, {
  good: { deletionWindowInDays: 14 },
  bad: { "a week": { deletionWindowInDays: 7 } },
  nearMisses: { "thirty days by default": { deletionWindowInDays: undefined } },
});
