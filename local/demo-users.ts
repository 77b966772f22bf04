import { randomBytes } from "node:crypto";
import type { Cloud } from "./cloud.ts";
import type { Principal } from "./core/access.ts";
import { AwsError } from "./core/errors.ts";
import type { Dispatcher } from "./core/service.ts";

/** A user that exists on a fresh local stack. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

/** What a store has the demo users under. */
const DEMO_USERS = "demo users";

const GROUPS = { demo: "customer", operator: "operator" } as const;

/** What a pool has to have for demo users. */
export const DEMO_GROUPS: readonly string[] = Object.values(GROUPS);

/** The demo users of a pool: the known ones as far as they are there still. They outlive a reset. */
export async function keepDemoUsers(
  { dispatcher, iam, cognito, store }: Cloud,
  userPoolId: string,
  known: Readonly<Record<string, DemoUser>> | undefined = store?.note(DEMO_USERS),
): Promise<Readonly<Record<string, DemoUser>>> {
  const users = await createDemoUsers(dispatcher, iam.rootPrincipal, userPoolId, known);
  store?.setNote(DEMO_USERS, users);
  await store?.committed();
  cognito.keepUsers(Object.values(users).map(({ username }) => username));
  return users;
}

/** Makes one customer and one operator through the user pool's own admin API, unless `known` ones are there still. */
async function createDemoUsers(
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
