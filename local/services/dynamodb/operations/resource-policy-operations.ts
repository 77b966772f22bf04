import type { Operation } from "../../../core/service.ts";
import type { ResourcePolicies } from "../control-plane/resource-policies.ts";
import type { ResourceAccess } from "../resource-access.ts";
import {
  DELETE_RESOURCE_POLICY,
  GET_RESOURCE_POLICY,
  PUT_RESOURCE_POLICY,
} from "../validation/table-shapes.ts";
import { operation } from "./operation.ts";

interface PolicyInput {
  readonly ResourceArn: string;
  readonly ExpectedRevisionId?: string;
}

/** The policies that tables and streams carry themselves. */
export function resourcePolicyOperations(
  policies: ResourcePolicies,
  access: ResourceAccess,
): Readonly<Record<string, Operation>> {
  return {
    GetResourcePolicy: operation<PolicyInput, object>(
      "GetResourcePolicy",
      GET_RESOURCE_POLICY,
      ({ ResourceArn }) => [access.to("GetResourcePolicy", ResourceArn)],
      ({ ResourceArn }) => policies.get(ResourceArn),
    ),
    PutResourcePolicy: operation<PolicyInput & { readonly Policy: string }, object>(
      "PutResourcePolicy",
      PUT_RESOURCE_POLICY,
      ({ ResourceArn }) => [access.to("PutResourcePolicy", ResourceArn)],
      ({ ResourceArn, Policy, ExpectedRevisionId }) => ({
        RevisionId: policies.put(ResourceArn, Policy, ExpectedRevisionId),
      }),
    ),
    DeleteResourcePolicy: operation<PolicyInput, object>(
      "DeleteResourcePolicy",
      DELETE_RESOURCE_POLICY,
      ({ ResourceArn }) => [access.to("DeleteResourcePolicy", ResourceArn)],
      ({ ResourceArn, ExpectedRevisionId }) => {
        const revisionId = policies.delete(ResourceArn, ExpectedRevisionId);
        return { ...(revisionId !== undefined && { RevisionId: revisionId }) };
      },
    ),
  };
}
