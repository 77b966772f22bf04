import { anything, type Scope } from "../lives/scopes.ts";
import { regionalArn, secretsAlias, stateBucketArn } from "../place.ts";
import type { Granted } from "./grants.ts";

const BUCKET: Scope = { sid: "StateBucket", resources: (place) => [stateBucketArn(place)] };
const OBJECTS: Scope = { sid: "State", resources: (place) => [`${stateBucketArn(place)}/*`] };
/** The key is told by its alias, so that the policy stays as it is when the key has to be another. */
const SECRETS_KEY: Scope = {
  sid: "SecretsKey",
  resources: (place) => [regionalArn(place, "kms", "key/*")],
  conditions: (place) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": [secretsAlias(place)] } }),
};

/** To read the state and what is secret in it. A preview takes no lock and keeps nothing. */
export const READ_STATE: readonly Granted[] = [
  { on: BUCKET, actions: ["s3:ListBucket"] },
  { on: OBJECTS, actions: ["s3:GetObject"] },
  { on: SECRETS_KEY, actions: ["kms:Decrypt"] },
  { on: anything("Identity"), actions: ["sts:GetCallerIdentity"] },
];

/** To lock, write and back up the state, and to make secrets. */
export const WRITE_STATE: readonly Granted[] = [
  ...READ_STATE,
  { on: OBJECTS, actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"] },
  { on: SECRETS_KEY, actions: ["kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"] },
];
