import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import { Component } from "../core/component.ts";
import { Dashboard } from "../observability/dashboard.ts";
import { type EventFlow, eventFlowCharts } from "../observability/event-flow.ts";
import { type NotificationPath, notificationPathCharts } from "../observability/notification-path.ts";
import { type OrderPath, orderPathCharts } from "../observability/order-path.ts";

export interface DashboardsArgs {
  readonly account: Account;
  readonly api: { readonly apiId: pulumi.Input<string> };
  readonly orders: { readonly path: pulumi.Input<Omit<OrderPath, "apiId">> };
  readonly events: { readonly flow: pulumi.Output<EventFlow> };
  readonly notifications: { readonly path: pulumi.Output<NotificationPath> };
}

/** What operators look at: the dashboards `order-path`, `event-flow` and `notification-path`. */
export class Dashboards extends Component {
  static readonly __pulumiType = "orderflow:tiers:Dashboards";

  constructor(
    name: string,
    { account, api, orders, events, notifications }: DashboardsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(Dashboards.__pulumiType, name, opts);

    new Dashboard(
      "order-path",
      {
        region: account.region,
        charts: pulumi
          .all([api.apiId, orders.path])
          .apply(([apiId, path]) => orderPathCharts({ ...path, apiId })),
      },
      this.child,
    );
    new Dashboard(
      "event-flow",
      { region: account.region, charts: events.flow.apply(eventFlowCharts) },
      this.child,
    );
    new Dashboard(
      "notification-path",
      { region: account.region, charts: notifications.path.apply(notificationPathCharts) },
      this.child,
    );
    this.registerOutputs({});
  }
}
