import type { Cloud } from "../cloud.ts";
import type { DeploymentResult } from "../engine/engine.ts";

/** A cloud with a program's resources on it. */
export interface Deployed {
  readonly cloud: Cloud;
  readonly deployment: DeploymentResult;
  /** Whether the deployment is an earlier one, made again without running the program. */
  readonly recorded: boolean;
}
