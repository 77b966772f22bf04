import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import { UserPool } from "../identity/user-pool.ts";

export interface IdentityArgs {
  readonly settings: Pick<Settings, "production" | "identity">;
}

/** Who uses the shop: customers, who see their own orders, and operators, who see all. */
export class Identity extends Component {
  static readonly __pulumiType = "orderflow:tiers:Identity";

  readonly users: UserPool;

  constructor(name: string, { settings }: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Identity.__pulumiType, name, opts);

    this.users = new UserPool(
      "users",
      {
        groups: {
          operator: { description: "Sees every order" },
          customer: { description: "Places orders and sees their own" },
        },
        ...settings.identity,
        protect: settings.production,
      },
      this.child,
    );
    this.registerOutputs({ userPoolId: this.users.userPoolId, userPoolClientId: this.users.clientId });
  }
}
