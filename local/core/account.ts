/** Where the local cloud pretends to be: one account in one region of one partition. */
export interface Account {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** `arn:aws:sqs:eu-west-1:000000000000:orders` from its service and resource part. */
export function arn(account: Account, service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** The ARN of a resource of a service without regions, such as IAM. */
export function globalArn(account: Account, service: string, resource: string): string {
  return `arn:${account.partition}:${service}::${account.accountId}:${resource}`;
}
