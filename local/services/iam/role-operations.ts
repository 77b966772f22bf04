import { globalArn } from "../../core/account.ts";
import type { Members } from "../../core/members.ts";
import type { Role, RoleInput } from "../../iam/roles.ts";
import {
  describeTags,
  type IamParts,
  listed,
  type Operations,
  onRole,
  operation,
  tagsIn,
  without,
} from "./operations.ts";

/** Roles themselves, with their tags and boundaries. */
export function roleOperations(parts: IamParts): Operations {
  const { account, iam } = parts;
  const { roles } = iam;
  const roleIn = (input: Members) => roles.require(input.text("RoleName")).role;
  return {
    CreateRole: operation(onRole(parts, "CreateRole"), (input) => ({
      Role: describeRole(roles.create(roleInput(input))),
    })),
    GetRole: operation(onRole(parts, "GetRole"), (input) => ({ Role: describeRole(roleIn(input)) })),
    ListRoles: operation(
      () => [{ action: "iam:ListRoles", resource: globalArn(account, "iam", "role/") }],
      (input) => {
        const prefix = input.optionalText("PathPrefix") ?? "/";
        const found = roles.list().filter(({ path }) => path.startsWith(prefix));
        return listed(input, "Roles", found, ({ name }) => name, describeRole);
      },
    ),
    UpdateRole: operation(onRole(parts, "UpdateRole"), (input) => {
      const description = input.optionalText("Description");
      const maxSessionDuration = input.optionalInteger("MaxSessionDuration");
      roles.update(roleIn(input).name, {
        ...(description === undefined ? {} : { description }),
        ...(maxSessionDuration === undefined ? {} : { maxSessionDuration }),
      });
      return {};
    }),
    UpdateRoleDescription: operation(onRole(parts, "UpdateRoleDescription"), (input) => ({
      Role: describeRole(roles.update(roleIn(input).name, { description: input.text("Description") })),
    })),
    UpdateAssumeRolePolicy: operation(onRole(parts, "UpdateAssumeRolePolicy"), (input) => {
      roles.update(roleIn(input).name, { assumeRolePolicy: input.text("PolicyDocument") });
      return {};
    }),
    DeleteRole: operation(onRole(parts, "DeleteRole"), (input) => {
      roles.delete(roleIn(input).name);
      return {};
    }),
    PutRolePermissionsBoundary: operation(onRole(parts, "PutRolePermissionsBoundary"), (input) => {
      roles.update(roleIn(input).name, { permissionsBoundary: input.text("PermissionsBoundary") });
      return {};
    }),
    DeleteRolePermissionsBoundary: operation(onRole(parts, "DeleteRolePermissionsBoundary"), (input) => {
      roles.update(roleIn(input).name, { permissionsBoundary: null });
      return {};
    }),
    TagRole: operation(onRole(parts, "TagRole"), (input) => {
      const { name, tags } = roleIn(input);
      roles.update(name, { tags: { ...tags, ...tagsIn(input) } });
      return {};
    }),
    UntagRole: operation(onRole(parts, "UntagRole"), (input) => {
      const { name, tags } = roleIn(input);
      roles.update(name, { tags: without(tags, input.optionalTexts("TagKeys") ?? []) });
      return {};
    }),
    ListRoleTags: operation(onRole(parts, "ListRoleTags"), (input) =>
      listed(
        input,
        "Tags",
        describeTags(roleIn(input).tags),
        ({ Key }) => Key,
        (tag) => tag,
      ),
    ),
    ListInstanceProfilesForRole: operation(onRole(parts, "ListInstanceProfilesForRole"), (input) => {
      roleIn(input);
      return { InstanceProfiles: [], IsTruncated: false };
    }),
  };
}

function roleInput(input: Members): RoleInput {
  const given = {
    path: input.optionalText("Path"),
    description: input.optionalText("Description"),
    maxSessionDuration: input.optionalInteger("MaxSessionDuration"),
    permissionsBoundary: input.optionalText("PermissionsBoundary"),
  };
  return {
    name: input.text("RoleName"),
    assumeRolePolicy: input.text("AssumeRolePolicyDocument"),
    tags: tagsIn(input),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

function describeRole(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicyText),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "Policy",
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
    Tags: describeTags(role.tags),
  };
}
