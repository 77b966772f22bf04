import { randomBytes } from "node:crypto";
import type { Principal } from "./core/access.ts";
import { AwsError } from "./core/errors.ts";
import type { Dispatcher } from "./core/service.ts";

/** A user that exists on a fresh local stack. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

const GROUPS = { demo: "customer", operator: "operator" } as const;

/** Makes one customer and one operator through the user pool's own admin API, unless `known` ones are there still. */
export async function createDemoUsers(
  dispatcher: Dispatcher,
  principal: Principal,
  userPoolId: string,
  known: Readonly<Record<string, DemoUser>> = {},
): Promise<Readonly<Record<string, DemoUser>>> {
  const users: Record<string, DemoUser> = {};
  for (const [name, group] of Object.entries(GROUPS)) {
    const username = `${name}@example.com`;
    const earlier = known[name];
    if (earlier !== undefined && (await exists(dispatcher, principal, userPoolId, username))) {
      users[name] = earlier;
      continue;
    }
    const password = `${randomBytes(18).toString("base64url")}-aA1`;
    const call = (operation: string, input: object) =>
      dispatcher.call(
        "cognito-idp",
        operation,
        { UserPoolId: userPoolId, Username: username, ...input },
        principal,
      );
    await call("AdminCreateUser", {
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: username },
        { Name: "email_verified", Value: "true" },
      ],
    });
    await call("AdminSetUserPassword", { Password: password, Permanent: true });
    await call("AdminAddUserToGroup", { GroupName: group });
    users[name] = { username, password };
  }
  return users;
}

async function exists(
  dispatcher: Dispatcher,
  principal: Principal,
  UserPoolId: string,
  Username: string,
): Promise<boolean> {
  return dispatcher.call("cognito-idp", "AdminGetUser", { UserPoolId, Username }, principal).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AwsError && error.code === "UserNotFoundException") return false;
      throw error;
    },
  );
}
