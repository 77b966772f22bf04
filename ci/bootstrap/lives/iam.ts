import { type Lives, terraform } from "./life.ts";
import { BOUNDED_ROLES, ROLES } from "./scopes.ts";

/** Whatever could give a role more than the boundary needs the role to carry it. */
export const IAM: Lives = {
  "aws:iam/role:Role": [
    {
      on: BOUNDED_ROLES,
      source: terraform("iam/role.go"),
      create: ["iam:CreateRole"],
      update: [
        "iam:PutRolePermissionsBoundary",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      delete: ["iam:DeleteRole"],
    },
    {
      on: ROLES,
      source: terraform("iam/role.go"),
      read: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      delete: ["iam:ListInstanceProfilesForRole"],
    },
    {
      on: ROLES,
      source: terraform("iam/tags_gen.go"),
      create: ["iam:TagRole"],
      update: ["iam:TagRole", "iam:UntagRole"],
    },
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    {
      on: BOUNDED_ROLES,
      source: terraform("iam/role_policy.go"),
      create: ["iam:PutRolePolicy"],
      update: ["iam:PutRolePolicy"],
      delete: ["iam:DeleteRolePolicy"],
    },
    { on: ROLES, source: terraform("iam/role_policy.go"), read: ["iam:GetRolePolicy"] },
  ],
};
