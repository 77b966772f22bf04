import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import { type Chart, dashboardBody } from "./dashboard-body.ts";

export interface DashboardArgs {
  /** Where the metrics are. */
  readonly region: pulumi.Input<string>;
  /** From left to right, from the top down. */
  readonly charts: pulumi.Input<readonly Chart[]>;
}

/** A CloudWatch dashboard of charts. */
export class Dashboard extends Component {
  static readonly __pulumiType = "orderflow:observability:Dashboard";

  constructor(name: string, { region, charts }: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Dashboard.__pulumiType, name, opts);

    new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: physicalName(NAME_LIMITS.dashboard, name),
        dashboardBody: pulumi
          .all([region, charts])
          .apply(([where, what]) => JSON.stringify(dashboardBody(where, what as readonly Chart[]))),
      },
      this.named,
    );
    this.registerOutputs({});
  }
}
