import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  type PolicyVersion,
} from "@aws-sdk/client-iam";
import { type Policy, says, textOf } from "../documents/policy.ts";
import { orAbsent } from "./absent.ts";
import type { Change, Step } from "./step.ts";

/** Source: IAM User Guide, "Versioning IAM policies". */
const MAX_VERSIONS = 5;

export interface ManagedPolicyArgs {
  readonly iam: IAMClient;
  readonly arn: string;
  readonly description: string;
  readonly document: Policy;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** A managed policy whose default version says what the document says. */
export function managedPolicy({ iam, arn, description, document, tags }: ManagedPolicyArgs): Step {
  const name = nameOf(arn);
  const create: Change = {
    title: "make the policy",
    take: () =>
      iam.send(
        new CreatePolicyCommand({
          PolicyName: name,
          PolicyDocument: textOf(document),
          Description: description,
          Tags: [...tags],
        }),
      ),
  };
  const renew: Change = {
    title: "give the policy a new version",
    take: () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: arn,
          PolicyDocument: textOf(document),
          SetAsDefault: true,
        }),
      ),
  };
  return {
    title: `the policy ${name}`,
    document,
    async changes() {
      const found = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: arn })));
      if (found === undefined) return [create];
      const VersionId = found.Policy?.DefaultVersionId;
      const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId }));
      const text = decodeURIComponent(version.PolicyVersion?.Document ?? "");
      if (says(text, document)) return [];
      const versions = await versionsOf(iam, arn);
      const oldest = versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1);
      return versions.length < MAX_VERSIONS || oldest === undefined
        ? [renew]
        : [deleteVersion(iam, arn, oldest), renew];
    },
  };
}

/** A managed policy that is not there. */
export function noManagedPolicy(iam: IAMClient, arn: string): Step {
  return {
    title: `no policy ${nameOf(arn)}`,
    async changes() {
      const found = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: arn })));
      if (found === undefined) return [];
      const others = (await versionsOf(iam, arn)).filter(({ IsDefaultVersion }) => !IsDefaultVersion);
      return [
        ...others.map((version) => deleteVersion(iam, arn, version)),
        {
          title: "delete the policy",
          take: () => iam.send(new DeletePolicyCommand({ PolicyArn: arn })),
        },
      ];
    },
  };
}

/** Managed policies of a role beyond those that it needs, left from when it needed more. */
export function noFurtherPolicies(iam: IAMClient, title: string, arns: readonly string[]): Step {
  return {
    title,
    async changes() {
      const changes: Change[] = [];
      for (const arn of arns)
        for (const { title, take } of await noManagedPolicy(iam, arn).changes())
          changes.push({ title: `${title} (${nameOf(arn)})`, take });
      return changes;
    },
  };
}

/** The latest first. */
async function versionsOf(iam: IAMClient, PolicyArn: string): Promise<readonly PolicyVersion[]> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  const number = ({ VersionId = "" }: PolicyVersion) => Number(VersionId.slice(1));
  return [...Versions].sort((a, b) => number(b) - number(a));
}

function deleteVersion(iam: IAMClient, PolicyArn: string, { VersionId }: PolicyVersion): Change {
  return {
    title: `delete its version ${VersionId}, which is not in use`,
    take: () => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })),
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
