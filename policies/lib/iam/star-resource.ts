import type { Action } from "./actions.ts";
import { type Condition, demanded, demands } from "./conditions.ts";

/** Why an action that could name its resources may still have `*`, and what must then narrow it. */
interface StarNeeded {
  readonly reason: string;
  /** One of these condition keys must have a value. */
  readonly unless?: readonly string[];
}

const ENI = "Lambda makes its network interfaces before it knows their ids, and AWS's own policy has *.";

/** Reviewed one by one. Reads that list are told apart by the reference itself. */
const STAR_NEEDED: Readonly<Record<string, StarNeeded>> = {
  "cloudwatch:PutMetricData": {
    reason: "Datasets are optional: most metrics have none, and a namespace narrows them.",
    unless: ["cloudwatch:namespace"],
  },
  "ec2:CreateNetworkInterface": { reason: ENI },
  "ec2:DeleteNetworkInterface": { reason: ENI },
  "ec2:AssignPrivateIpAddresses": { reason: ENI },
  "ec2:UnassignPrivateIpAddresses": { reason: ENI },
  "rekognition:DetectModerationLabels": {
    reason: "Its one resource is a custom adapter; AWS's own model has no ARN.",
  },
  "comprehend:DetectEntities": {
    reason: "Its one resource is a custom endpoint; AWS's own model has no ARN.",
  },
};

/** Whether a statement with these conditions may allow the action on `*`. */
export function mayHaveStar(action: Action, conditions: readonly Condition[]): boolean {
  if (action.resources.length === 0) return true;
  const needed = STAR_NEEDED[action.name];
  if (needed !== undefined) {
    return needed.unless?.some((key) => demanded(conditions, key) !== undefined) ?? true;
  }
  return listsOnly(action) || namesByCondition(conditions);
}

/** A listing whose resources are all optional is a listing of everything when asked for everything. */
function listsOnly({ levels, resources }: Action): boolean {
  return levels.has("List") && resources.every(({ required }) => !required);
}

/** Tags or aliases that a condition demands of the resource name it as well as an ARN would. */
export function namesByCondition(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      /resourcetag\/|^kms:resourcealiases$/i.test(condition.key) &&
      demands(condition)?.every((value) => /[^*?]/.test(value)) === true,
  );
}
