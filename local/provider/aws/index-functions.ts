import type { Account } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import { REGIONS } from "../../core/regions.ts";
import type { Iam } from "../../iam/iam.ts";
import type { Properties, ProviderModule } from "../resource.ts";

/** The functions of Pulumi's `aws` module itself: where and as whom a program is deployed. */
export function indexModule(account: Account, iam: Iam): ProviderModule {
  return {
    invokes: {
      "aws:index/getCallerIdentity:getCallerIdentity": (args) => ({
        ...args,
        id: account.accountId,
        accountId: account.accountId,
        arn: iam.rootPrincipal.arn,
        userId: iam.userId(iam.rootPrincipal),
      }),
      "aws:index/getPartition:getPartition": (args) => ({ ...args, ...describePartition(account.partition) }),
      "aws:index/getRegion:getRegion": (args) => describeRegion(account, args),
    },
  };
}

function describePartition(partition: string): Properties {
  const suffix = dnsSuffix(partition);
  return {
    id: partition,
    partition,
    dnsSuffix: suffix,
    reverseDnsPrefix: suffix.split(".").reverse().join("."),
  };
}

function dnsSuffix(partition: string): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** A region by its name or by the endpoint of EC2 in it; the deployment's own by default. */
function describeRegion(account: Account, args: Properties): Properties {
  const byEndpoint =
    typeof args.endpoint === "string" ? /^ec2\.([a-z0-9-]+)\./.exec(args.endpoint)?.[1] : undefined;
  const region = String(args.region ?? args.name ?? byEndpoint ?? args.endpoint ?? account.region);
  const description = REGIONS[region];
  if (description === undefined)
    throw new AwsError("ValidationException", `getRegion: there is no region ${region}.`);
  return {
    id: region,
    region,
    name: region,
    description,
    endpoint: `ec2.${region}.${dnsSuffix(account.partition)}`,
  };
}
