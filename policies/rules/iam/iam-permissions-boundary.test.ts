import type { iam } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamPermissionsBoundary } from "./iam-permissions-boundary.ts";

const permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";

describeRule<Pick<iam.RoleArgs, "permissionsBoundary" | "path">>(iamPermissionsBoundary, {
  good: given({ permissionsBoundary }, { settings: { permissionsBoundary } }),
  bad: {
    "no boundary": { permissionsBoundary: undefined },
    "another boundary": { permissionsBoundary: "arn:aws:iam::111122223333:policy/other" },
  },
  nearMisses: {
    "another boundary where the stack asks for that one": given(
      { permissionsBoundary: "arn:aws:iam::111122223333:policy/other" },
      { settings: { permissionsBoundary: "arn:aws:iam::111122223333:policy/other" } },
    ),
  },
  notApplicable: {
    "a stack that asks for none": given({ permissionsBoundary: undefined }, { settings: {} }),
  },
});
