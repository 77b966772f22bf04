import type { IAMClient } from "@aws-sdk/client-iam";
import { boundary } from "../documents/boundary.ts";
import { boundaryArn, type Place, tagList } from "../place.ts";
import { managedPolicy } from "./managed-policy.ts";
import type { Step } from "./step.ts";

/** The policy that bounds every role of the stack. */
export function boundaryPolicy(iam: IAMClient, place: Place): Step {
  return managedPolicy({
    iam,
    arn: boundaryArn(place),
    description: `The most that a role of the stack ${place.stack} can do`,
    document: boundary(place),
    tags: tagList(place),
  });
}
