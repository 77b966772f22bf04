import type { Service } from "../../../core/service.ts";
import type { Ssm } from "../ssm.ts";
import { changeOperations } from "./changes.ts";
import { labelOperations } from "./labels.ts";
import { listOperations } from "./lists.ts";
import { readOperations } from "./reads.ts";
import { tagOperations } from "./tags.ts";

/** Systems Manager's API for clients, of which Parameter Store is there. */
export function ssmService(ssm: Ssm): Service {
  return {
    signingName: "ssm",
    protocol: "awsJson1.1",
    targetPrefix: "AmazonSSM",
    operations: {
      ...changeOperations(ssm),
      ...readOperations(ssm),
      ...listOperations(ssm),
      ...labelOperations(ssm),
      ...tagOperations(ssm),
    },
  };
}
