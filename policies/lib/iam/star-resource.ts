import { type Action, expandAction } from "./actions.ts";
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
  "cloudwatch:GetMetricData": { reason: "Datasets are optional: most metrics have none." },
  "ec2:CreateNetworkInterface": { reason: ENI },
  "ec2:DeleteNetworkInterface": { reason: ENI },
  "ec2:AssignPrivateIpAddresses": { reason: ENI },
  "ec2:UnassignPrivateIpAddresses": { reason: ENI },
  "translate:TranslateText": {
    reason: "Terminologies and parallel data are optional, and most texts have none.",
  },
  "polly:SynthesizeSpeech": { reason: "Lexicons are optional, and most texts have none." },
  "ce:GetCostAndUsage": { reason: "Billing views are optional, and without one it is the account's." },
  "rekognition:DetectModerationLabels": {
    reason: "Its one resource is a custom adapter; AWS's own model has no ARN.",
  },
  "comprehend:DetectEntities": {
    reason: "Its one resource is a custom endpoint; AWS's own model has no ARN.",
  },
};

/** Whether a statement with these conditions may allow the action on `*`. */
function mayHaveStar(action: Action, conditions: readonly Condition[]): boolean {
  if (action.resources.length === 0) return true;
  const needed = STAR_NEEDED[action.name];
  if (needed !== undefined) {
    return needed.unless?.some((key) => demanded(conditions, key) !== undefined) ?? true;
  }
  return listsOnly(action) || namesByCondition(conditions);
}

/**
 * A listing whose resources are all optional is a listing of everything when asked for everything. What S3 lists are
 * the names of objects: there the resources are a bucket or an access point to it, and one of them is always named.
 */
function listsOnly({ name, levels, resources }: Action): boolean {
  return levels.has("List") && !name.startsWith("s3:") && resources.every(({ required }) => !required);
}

/**
 * The first action that a pattern stands for and that should name its resources. A wildcard over listings, such as
 * `ec2:Describe*`, has none where most of them know no resource: nobody writes these down one by one.
 */
export function scopableAction(pattern: string, conditions: readonly Condition[]): Action | undefined {
  const actions = expandAction(pattern);
  const scopable = actions.filter((action) => !mayHaveStar(action, conditions));
  const areListings = scopable.every(({ name, levels }) => levels.has("List") && !name.startsWith("s3:"));
  return areListings && scopable.length * 2 < actions.length ? undefined : scopable[0];
}

/** Tags or aliases that a condition demands of the resource name it as well as an ARN would. */
export function namesByCondition(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      /resourcetag\/|^kms:resourcealiases$/i.test(condition.key) &&
      demands(condition)?.every((value) => /[^*?]/.test(value)) === true,
  );
}
