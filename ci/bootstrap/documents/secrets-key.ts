import type { Place } from "../place.ts";
import { type Policy, policy } from "./policy.ts";

/** The account's identity policies decide who uses the key. */
export function secretsKeyPolicy({ partition, accountId }: Place): Policy {
  return policy([
    {
      Sid: "IdentityPoliciesDecide",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
      Action: ["kms:*"],
      Resource: ["*"],
    },
  ]);
}
