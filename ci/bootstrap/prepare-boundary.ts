import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { boundaryName, type Place } from "./place.ts";
import { placeOf } from "./stack-place.ts";
import { boundaryPolicy } from "./steps/boundary-policy.ts";

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
    for (const { take } of await boundaryPolicy(iam, place).changes()) await take();
  } finally {
    iam.destroy();
  }
}
