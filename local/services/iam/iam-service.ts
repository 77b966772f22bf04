import type { Service } from "../../core/service.ts";
import { oidcProviderOperations } from "./oidc-provider-operations.ts";
import type { IamParts } from "./operations.ts";
import { policyOperations } from "./policy-operations.ts";
import { roleOperations } from "./role-operations.ts";
import { rolePolicyOperations } from "./role-policy-operations.ts";
import { simulationOperations } from "./simulation/operations.ts";

/** IAM's API: roles, managed policies, identity providers and the policy simulator, on the store that decides every call. */
export class IamService {
  readonly service: Service;

  constructor(parts: IamParts) {
    this.service = {
      signingName: "iam",
      protocol: "awsQuery",
      xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
      operations: {
        ...roleOperations(parts),
        ...rolePolicyOperations(parts),
        ...policyOperations(parts),
        ...oidcProviderOperations(parts),
        ...simulationOperations(parts),
      },
    };
  }
}
