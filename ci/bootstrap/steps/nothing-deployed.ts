import { GetPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import { orAbsent } from "./absent.ts";
import type { Step } from "./step.ts";

/** Nothing of the stack carries its boundary any more. @throws {Error} by its `changes`, when something does */
export function nothingDeployed(iam: IAMClient, boundaryArn: string, stack: string): Step {
  return {
    title: `nothing of the stack ${stack} is left`,
    async changes() {
      const found = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: boundaryArn })));
      const count = found?.Policy?.PermissionsBoundaryUsageCount ?? 0;
      if (count > 0)
        throw new Error(
          `${count} ${count === 1 ? "role carries" : "roles carry"} the boundary. Destroy the stack first: 'pulumi destroy --stack ${stack}', then 'pulumi stack rm ${stack}'.`,
        );
      return [];
    },
  };
}
