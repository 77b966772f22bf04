import type { RoleReport } from "../iam/report.ts";
import { onlyKnown, type Route } from "./route.ts";

export interface IamAnswer {
  /** By name. */
  readonly roles: readonly RoleReport[];
}

/** What every role was granted and used, was granted and did not use, and was denied. */
export const iamRoute: Route = ({ iam }, { query }): IamAnswer => {
  onlyKnown(query, []);
  return { roles: iam.report() };
};
