import { type Account, globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { Dashboards } from "./dashboards.ts";
import { listed, type Operations, operation } from "./wire.ts";

/** Dashboards, which are kept and not drawn. Source: CloudWatch API Reference. */
export function dashboardOperations(account: Account, dashboards: Dashboards): Operations {
  const arnOf = (name: string) => globalArn(account, "cloudwatch", `dashboard/${name}`);
  const onDashboards = (action: string, names: (input: Members) => readonly string[]) => (input: Members) =>
    names(input).map((name) => ({ action: `cloudwatch:${action}`, resource: arnOf(name) }));
  const dashboardName = (input: Members) => [input.text("DashboardName")];
  const dashboardNames = (input: Members) => input.optionalTexts("DashboardNames") ?? [];
  return {
    PutDashboard: operation(onDashboards("PutDashboard", dashboardName), (input) => {
      dashboards.put(input.text("DashboardName"), input.text("DashboardBody"));
      return { DashboardValidationMessages: [] };
    }),
    GetDashboard: operation(onDashboards("GetDashboard", dashboardName), (input) => {
      const name = input.text("DashboardName");
      const body = dashboards.get(name);
      if (body === undefined) throw new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`, 404);
      return { DashboardArn: arnOf(name), DashboardName: name, DashboardBody: body };
    }),
    ListDashboards: operation(
      () => [{ action: "cloudwatch:ListDashboards", resource: "*" }],
      (input) => {
        const prefix = input.optionalText("DashboardNamePrefix") ?? "";
        const found = dashboards.names().filter((name) => name.startsWith(prefix));
        const describe = (name: string) => ({
          DashboardName: name,
          DashboardArn: arnOf(name),
          Size: Buffer.byteLength(dashboards.get(name) ?? ""),
        });
        return listed(input, "DashboardEntries", found, { keyOf: (name) => name, describe });
      },
    ),
    DeleteDashboards: operation(onDashboards("DeleteDashboards", dashboardNames), (input) => {
      for (const name of dashboardNames(input)) dashboards.delete(name);
      return {};
    }),
  };
}
