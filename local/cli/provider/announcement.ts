import type { Cloud } from "../../cloud.ts";
import { DEMO_GROUPS, type DemoUser, keepDemoUsers } from "../../demo-users.ts";
import type { ServedCloud } from "../../deploying/served-cloud.ts";
import type { InstanceFiles } from "../stack-file.ts";

/** What an instance says of itself, in its files and to its control API. The stack's outputs are known to its engine only. */
export class Announcement {
  readonly #files: InstanceFiles;
  readonly #readyMs: number;
  #users: Readonly<Record<string, DemoUser>> | undefined;

  constructor(files: InstanceFiles, readyMs: number) {
    this.#files = files;
    this.#readyMs = readyMs;
  }

  /** Says what there is by now. A pool with the groups of the demo users gets them. */
  async write({ cloud, functions, stack }: ServedCloud): Promise<void> {
    const readyMs = this.#readyMs;
    const signIn = signInOf(cloud);
    this.#users =
      signIn === undefined ? undefined : await keepDemoUsers(cloud, signIn.userPoolId, this.#users);
    if (stack !== undefined) cloud.control.stack = { name: stack, readyMs, functions };
    this.#files.writeUsers(this.#users ?? {});
    this.#files.writeStack({ stack: stack ?? "", outputs: { ...signIn }, endpoint: cloud.endpoint, readyMs });
  }
}

/** Where the demo users sign in: at the first pool with the groups that they belong to. */
function signInOf({ cognito }: Cloud): { userPoolId: string; userPoolClientId: string } | undefined {
  for (const { id, groups, clients } of cognito.pools) {
    const [userPoolClientId] = clients.keys();
    if (userPoolClientId !== undefined && DEMO_GROUPS.every((group) => groups.has(group)))
      return { userPoolId: id, userPoolClientId };
  }
  return undefined;
}
