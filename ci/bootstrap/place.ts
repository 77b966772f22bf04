/** The stack that is to be deployed, and where: what names and ARNs are made of. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly project: string;
  readonly stack: string;
  /** Those of the stack's default tags that tell its resources from another stack's. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags without which resources that AWS names could not be told apart. */
export const TELLING_TAGS = ["environment", "service"] as const;

/** The tags as IAM has them. */
export function tagList({ tags }: Place): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The ARN of something in the account and region. */
export function regionalArn(
  { partition, region, accountId }: Place,
  service: string,
  resource: string,
): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The ARN of something in the account that is in no region, such as a role. */
export function globalArn({ partition, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}::${accountId}:${resource}`;
}

/** What a stack's own names end in (`components/core/names.ts`). */
export function ownNames({ stack }: Place): string {
  return `*-${stack}`;
}

/**
 * What a bootstrap makes is named `PROJECT-STACK-WHAT`. No such name ends in a stack's, so that what may be done with a
 * stack's own roles can't be done with these.
 */
export function bootstrapName({ project, stack }: Place, what: string): string {
  return `${project}-${stack}-${what}`;
}

export function boundaryName(place: Place): string {
  return bootstrapName(place, "boundary");
}

export function boundaryArn(place: Place): string {
  return globalArn(place, "iam", `policy/${boundaryName(place)}`);
}

/** Unique among all buckets of AWS. */
export function stateBucketName(place: Place): string {
  return `${bootstrapName(place, "state")}-${place.accountId}-${place.region}`;
}

export function stateBucketArn(place: Place): string {
  return `arn:${place.partition}:s3:::${stateBucketName(place)}`;
}

export function secretsAlias(place: Place): string {
  return `alias/${bootstrapName(place, "secrets")}`;
}
