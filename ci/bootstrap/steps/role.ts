import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { type Policy, says, textOf } from "../documents/policy.ts";
import { orAbsent } from "./absent.ts";
import type { Change, Step } from "./step.ts";

export interface RoleArgs {
  readonly iam: IAMClient;
  readonly name: string;
  readonly description: string;
  readonly trust: Policy;
  /** The ARNs of all managed policies that it has. */
  readonly policies: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** A role that is trusted as the document says, and has these policies and no others. */
export function role({ iam, name: RoleName, description, trust, policies, tags }: RoleArgs): Step {
  const attach = (PolicyArn: string): Change => ({
    title: `attach ${PolicyArn}`,
    take: () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  });
  const create: Change = {
    title: "make the role",
    take: () =>
      iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: textOf(trust),
          Description: description,
          Tags: [...tags],
        }),
      ),
  };
  const trustAnew: Change = {
    title: "put its trust policy right",
    take: () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: textOf(trust) })),
  };
  return {
    title: `the role ${RoleName}, trusted by`,
    document: trust,
    async changes() {
      const found = await orAbsent(iam.send(new GetRoleCommand({ RoleName })));
      if (found === undefined) return [create, ...policies.map(attach)];
      const text = decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? "");
      const { attached, inline } = await policiesOf(iam, RoleName);
      return [
        ...(says(text, trust) ? [] : [trustAnew]),
        ...inline.map((policy) => deleteInline(iam, RoleName, policy)),
        ...attached.filter((arn) => !policies.includes(arn)).map((arn) => detach(iam, RoleName, arn)),
        ...policies.filter((arn) => !attached.includes(arn)).map(attach),
      ];
    },
  };
}

/** A role that is not there. */
export function noRole(iam: IAMClient, RoleName: string): Step {
  return {
    title: `no role ${RoleName}`,
    async changes() {
      if ((await orAbsent(iam.send(new GetRoleCommand({ RoleName })))) === undefined) return [];
      const { attached, inline } = await policiesOf(iam, RoleName);
      return [
        ...inline.map((policy) => deleteInline(iam, RoleName, policy)),
        ...attached.map((arn) => detach(iam, RoleName, arn)),
        { title: "delete the role", take: () => iam.send(new DeleteRoleCommand({ RoleName })) },
      ];
    },
  };
}

async function policiesOf(iam: IAMClient, RoleName: string) {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return { attached: AttachedPolicies.map(({ PolicyArn = "" }) => PolicyArn), inline: PolicyNames };
}

function detach(iam: IAMClient, RoleName: string, PolicyArn: string): Change {
  return {
    title: `detach ${PolicyArn}`,
    take: () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  };
}

function deleteInline(iam: IAMClient, RoleName: string, PolicyName: string): Change {
  return {
    title: `delete its inline policy ${PolicyName}`,
    take: () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
  };
}
