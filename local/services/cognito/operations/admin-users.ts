import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { constraint, invalidParameter, notAuthorized } from "../errors.ts";
import type { User } from "../model.ts";
import { checkPassword, randomPassword } from "../password-policy.ts";
import { askPreSignUp } from "../pre-sign-up.ts";
import { recoveryAttribute } from "../recovery.ts";
import type { UserPool } from "../user-pool.ts";
import {
  attributeList,
  attributePairs,
  type CognitoParts,
  groupType,
  type Operations,
  page,
  poolOperation,
  requireUser,
  userType,
} from "./operation.ts";

const FILTER = /^\s*"?([\w:-]+)"?\s*(\^=|=)\s*"((?:[^"\\]|\\.)*)"\s*$/;
const FILTERABLE = [
  "username",
  "email",
  "phone_number",
  "name",
  "given_name",
  "family_name",
  "preferred_username",
  "cognito:user_status",
  "status",
  "sub",
];

/** Users as administrators manage them. */
export function adminUserOperations(parts: CognitoParts): Operations {
  const { clock, messages, triggers } = parts;
  const onPool = (name: string, handle: (pool: UserPool, input: Members) => unknown) => ({
    [name]: poolOperation(name, parts, handle),
  });

  const created = async (pool: UserPool, input: Members) => {
    const user = pool.newUser(
      input.text("Username"),
      attributePairs(input, "UserAttributes"),
      "FORCE_CHANGE_PASSWORD",
    );
    await askPreSignUp(triggers, {
      pool,
      user,
      source: "PreSignUp_AdminCreateUser",
      metadata: input.optionalTextMap("ClientMetadata"),
      validationData: Object.fromEntries(attributePairs(input, "ValidationData")),
    });
    pool.addUser(user);
    return user;
  };

  return {
    ...onPool("AdminCreateUser", async (pool, input) => {
      input.refuse("AdminCreateUser", "ForceAliasCreation");
      const messageAction = input.optionalText("MessageAction");
      if (messageAction !== undefined && !["RESEND", "SUPPRESS"].includes(messageAction))
        throw constraint(
          messageAction,
          "messageAction",
          "Member must satisfy enum value set: [RESEND, SUPPRESS]",
        );
      const { passwordPolicy } = pool.settings;
      const password = input.optionalText("TemporaryPassword") ?? randomPassword(passwordPolicy);
      checkPassword(passwordPolicy, password, "Password did not conform with policy");
      const user =
        messageAction === "RESEND" ? invited(requireUser(pool, input)) : await created(pool, input);
      pool.setPassword(user, password, false);
      if (messageAction !== "SUPPRESS") messages.sendInvitation(pool, user, password);
      return { User: userType(user) };
    }),

    ...onPool("AdminSetUserPassword", (pool, input) => {
      const user = requireUser(pool, input);
      const password = input.text("Password");
      checkPassword(pool.settings.passwordPolicy, password, "Password does not conform to policy");
      pool.setPassword(user, password, input.optionalBoolean("Permanent") ?? false);
      user.lockedUntil = 0;
      return {};
    }),

    ...onPool("AdminGetUser", (pool, input) => {
      const user = requireUser(pool, input);
      const { Attributes: _, ...shown } = userType(user);
      return {
        ...shown,
        UserAttributes: attributeList(user),
        ...(user.softwareTokenMfa && {
          UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
          PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
        }),
      };
    }),

    ...onPool("AdminDisableUser", (pool, input) => {
      const user = requireUser(pool, input);
      user.enabled = false;
      user.modifiedAt = clock.now();
      pool.signOut(user);
      return {};
    }),

    ...onPool("AdminEnableUser", (pool, input) => {
      const user = requireUser(pool, input);
      user.enabled = true;
      user.modifiedAt = clock.now();
      return {};
    }),

    ...onPool("AdminUserGlobalSignOut", (pool, input) => {
      pool.signOut(requireUser(pool, input));
      return {};
    }),

    ...onPool("AdminResetUserPassword", (pool, input) => {
      const user = requireUser(pool, input);
      if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED")
        throw notAuthorized("User password cannot be reset in the current state.");
      const attribute = recoveryAttribute(pool, user);
      user.status = "RESET_REQUIRED";
      user.modifiedAt = clock.now();
      messages.sendCode(pool, user, "reset", attribute);
      return {};
    }),

    ...onPool("AdminUpdateUserAttributes", (pool, input) => {
      pool.changeAttributes(requireUser(pool, input), attributePairs(input, "UserAttributes"));
      return {};
    }),

    ...onPool("AdminDeleteUserAttributes", (pool, input) => {
      pool.deleteAttributes(requireUser(pool, input), input.optionalTexts("UserAttributeNames") ?? []);
      return {};
    }),

    ...onPool("AdminDeleteUser", (pool, input) => {
      pool.deleteUser(requireUser(pool, input));
      return {};
    }),

    ...onPool("AdminAddUserToGroup", (pool, input) => {
      const user = requireUser(pool, input);
      user.groups.add(pool.group(input.text("GroupName")).settings.groupName);
      user.modifiedAt = clock.now();
      return {};
    }),

    ...onPool("AdminRemoveUserFromGroup", (pool, input) => {
      const user = requireUser(pool, input);
      user.groups.delete(pool.group(input.text("GroupName")).settings.groupName);
      user.modifiedAt = clock.now();
      return {};
    }),

    ...onPool("AdminListGroupsForUser", (pool, input) => {
      const { items, next } = page(pool.groupsOf(requireUser(pool, input)), input, "NextToken");
      return { Groups: items.map((group) => groupType(pool, group)), ...(next && { NextToken: next }) };
    }),

    ...onPool("ListUsers", (pool, input) => {
      const wanted = input.optionalTexts("AttributesToGet");
      const { items, next } = page(filtered([...pool.users.values()], input), input, "PaginationToken");
      const Users = items.map((user) => {
        const shown = userType(user);
        if (wanted === undefined) return shown;
        return { ...shown, Attributes: shown.Attributes.filter(({ Name }) => wanted.includes(Name)) };
      });
      return { Users, ...(next && { PaginationToken: next }) };
    }),

    ...onPool("ListUsersInGroup", (pool, input) => {
      const { groupName } = pool.group(input.text("GroupName")).settings;
      const members = [...pool.users.values()].filter((user) => user.groups.has(groupName));
      const { items, next } = page(members, input, "NextToken");
      return { Users: items.map(userType), ...(next && { NextToken: next }) };
    }),
  };
}

function invited(user: User): User {
  if (user.status === "FORCE_CHANGE_PASSWORD") return user;
  throw new AwsError(
    "UnsupportedUserStateException",
    "Resend not possible. User is not in FORCE_CHANGE_PASSWORD state",
  );
}

function filtered(users: readonly User[], input: Members): readonly User[] {
  const filter = input.optionalText("Filter");
  if (filter === undefined || filter === "") return users;
  const [, name = "", operator, quoted = ""] = FILTER.exec(filter) ?? [];
  if (!FILTERABLE.includes(name)) {
    throw invalidParameter(
      `One or more filter parameters are invalid: ${filter}. Write NAME = "VALUE" or NAME ^= "VALUE" with one of ${FILTERABLE.join(", ")}.`,
    );
  }
  const value = quoted.replaceAll(/\\(.)/g, "$1");
  return users.filter((user) => {
    const own = filterValue(user, name);
    return operator === "=" ? own === value : own?.startsWith(value) === true;
  });
}

function filterValue(user: User, name: string): string | undefined {
  if (name === "username") return user.username;
  if (name === "sub") return user.sub;
  if (name === "cognito:user_status") return user.status;
  return name === "status" ? (user.enabled ? "Enabled" : "Disabled") : user.attributes.get(name);
}
