import { GetPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import { orAbsent } from "./absent.ts";
import { stacksIn } from "./state-bucket.ts";
import type { Step } from "./step.ts";

export interface NothingDeployedArgs {
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly boundaryArn: string;
  /** Where the state is. */
  readonly bucket: string;
}

/** No stack is in the bucket, and no role carries the boundary. @throws {Error} by its `changes`, when one is or does */
export function nothingDeployed({ iam, s3, boundaryArn, bucket }: NothingDeployedArgs): Step {
  return {
    title: "nothing deployed is left",
    async changes() {
      const [stack] = await stacksIn(s3, bucket);
      if (stack !== undefined)
        throw new Error(
          `The state of ${stack} is in ${bucket}. Destroy it first: 'pulumi destroy' and 'pulumi stack rm' of that stack.`,
        );
      const found = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: boundaryArn })));
      const count = found?.Policy?.PermissionsBoundaryUsageCount ?? 0;
      if (count > 0)
        throw new Error(
          `${count} ${count === 1 ? "role carries" : "roles carry"} the boundary ${boundaryArn}: whatever made them, destroy it first, such as by 'pulumi destroy'.`,
        );
      return [];
    },
  };
}
