import type * as pulumi from "@pulumi/pulumi";
import { HttpApi, type Routes } from "../api/http-api.ts";
import type { Account } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import type { EncryptionKey } from "../storage/key.ts";

export interface ApiArgs {
  readonly settings: Pick<Settings, "cors" | "logs" | "throttle">;
  readonly account: Account;
  readonly keys: { readonly logs: EncryptionKey };
  readonly users: { readonly issuer: pulumi.Input<string>; readonly clientId: pulumi.Input<string> };
  readonly routes: Routes;
  readonly alarmActions?: AlarmActions | undefined;
}

/** The way in: one HTTP API for the routes of all services, open to signed-in users only. */
export class Api extends Component {
  static readonly __pulumiType = "orderflow:tiers:Api";

  /** `https://…`, without a slash at the end; paths begin with the version, `/v1`. */
  readonly url: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;

  constructor(name: string, args: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Api.__pulumiType, name, opts);
    const { settings, account, keys, users, routes, alarmActions } = args;

    const httpApi = new HttpApi(
      "orderflow",
      {
        account,
        routes,
        authorizer: { issuer: users.issuer, audience: users.clientId },
        cors: settings.cors,
        throttle: settings.throttle.api,
        logs: { key: keys.logs, retentionDays: settings.logs.retentionDays },
        alarmActions,
      },
      this.child,
    );

    this.url = httpApi.url;
    this.apiId = httpApi.apiId;
    this.registerOutputs({ url: this.url, apiId: this.apiId });
  }
}
