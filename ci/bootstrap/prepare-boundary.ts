import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { boundary } from "./documents/boundary.ts";
import { boundaryArn, boundaryName, type Place } from "./place.ts";
import { placeOf } from "./stack-place.ts";
import { managedPolicy } from "./steps/managed-policy.ts";

export interface PrepareBoundaryOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  readonly account: Pick<Place, "partition" | "accountId">;
  readonly client: IAMClientConfig;
}

/** Makes the policy that bounds the stack's roles where the stack names it, in an account that nobody has bootstrapped. */
export async function prepareBoundary(
  name: string,
  { directory, stack, account, client }: PrepareBoundaryOptions,
): Promise<void> {
  const place = placeOf(directory, stack, account);
  if (name !== boundaryName(place)) return;
  const iam = new IAMClient(client);
  try {
    const step = managedPolicy({
      iam,
      arn: boundaryArn(place),
      description: `The most that a role of the stack ${stack} can do`,
      document: boundary(place),
      tags: [],
    });
    for (const { take } of await step.changes()) await take();
  } finally {
    iam.destroy();
  }
}
