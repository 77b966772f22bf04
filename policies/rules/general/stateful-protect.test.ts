import type { dynamodb } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { statefulProtect } from "./stateful-protect.ts";

describeRule<dynamodb.TableArgs>(statefulProtect, {
  good: given({ name: "orders" }, { protect: true }),
  bad: {
    neither: given({}, { protect: false }),
    ...Object.fromEntries(
      statefulProtect.types.slice(1).map((type) => [`a ${type}`, given({}, { protect: false, type })]),
    ),
    "said so": given({ deletionProtectionEnabled: false }, { protect: false }),
  },
  nearMisses: { "AWS's own": given({ deletionProtectionEnabled: true }, { protect: false }) },
});
