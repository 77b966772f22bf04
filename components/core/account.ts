import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where a stack is deployed, as the provider says. */
export interface Account {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: pulumi.Output<string>;
  /** `amazonaws.com`, or `amazonaws.com.cn` in China. */
  readonly dnsSuffix: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
}

/**
 * Asks the provider for partition, region and account. A program asks once and hands the answer on.
 * Give `parent` or `provider` where the stack's default provider is not the one that deploys.
 */
export function lookupAccount(opts?: pulumi.InvokeOutputOptions): Account {
  const partition = aws.getPartitionOutput({}, opts);
  return {
    partition: partition.partition,
    dnsSuffix: partition.dnsSuffix,
    region: aws.getRegionOutput({}, opts).region,
    accountId: aws.getCallerIdentityOutput({}, opts).accountId,
  };
}

/** The ARN of something in this account and region, from its service and resource part. */
export function arnOf(
  account: Account,
  service: string,
  resource: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** The ARN of a managed policy of this account, if one is named. */
export function policyArn(account: Account, name: string | undefined): pulumi.Output<string> | undefined {
  if (name === undefined) return undefined;
  return pulumi.interpolate`arn:${account.partition}:iam::${account.accountId}:policy/${name}`;
}

/** The principal that stands for the account itself in a resource policy. */
export function accountPrincipal(account: Account): pulumi.Output<string> {
  return pulumi.interpolate`arn:${account.partition}:iam::${account.accountId}:root`;
}

/** A service's host in the account's region, which is also its regional principal and its `kms:ViaService`. */
export function regionalService(account: Account, service: string): pulumi.Output<string> {
  return pulumi.interpolate`${service}.${account.region}.${account.dnsSuffix}`;
}
