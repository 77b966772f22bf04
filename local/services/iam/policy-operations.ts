import { globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { ManagedPolicy, PolicyVersion } from "../../iam/managed-policies.ts";
import {
  describeTags,
  type IamParts,
  listed,
  type Operations,
  onPolicy,
  operation,
  tagsIn,
  without,
} from "./operations.ts";

const SCOPES = ["All", "AWS", "Local"];

/** The account's own managed policies and their versions. */
export function policyOperations({ account, iam }: IamParts): Operations {
  const { roles, policies } = iam;
  const policyIn = (input: Members) => policies.get(input.text("PolicyArn"));
  const describe = (policy: ManagedPolicy) => ({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${policy.version}`,
    AttachmentCount: roles.attachedTo(policy.arn).length,
    PermissionsBoundaryUsageCount: roles.boundedBy(policy.arn).length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(Math.max(...policy.versions.map(({ createdAt }) => createdAt))),
    Tags: describeTags(policy.tags),
  });
  const describeVersion = (policy: ManagedPolicy, { number, text, createdAt }: PolicyVersion) => ({
    Document: encodeURIComponent(text),
    VersionId: `v${number}`,
    IsDefaultVersion: number === policy.version,
    CreateDate: new Date(createdAt),
  });
  return {
    CreatePolicy: operation(
      (input) => {
        const path = input.optionalText("Path") ?? "/";
        const resource = globalArn(account, "iam", `policy${path}${input.text("PolicyName")}`);
        return [{ action: "iam:CreatePolicy", resource }];
      },
      (input) => {
        const path = input.optionalText("Path");
        const policy = policies.create({
          name: input.text("PolicyName"),
          policy: input.text("PolicyDocument"),
          description: input.optionalText("Description") ?? "",
          tags: tagsIn(input),
          ...(path === undefined ? {} : { path }),
        });
        return { Policy: describe(policy) };
      },
    ),
    GetPolicy: operation(onPolicy("GetPolicy"), (input) => ({ Policy: describe(policyIn(input)) })),
    ListPolicies: operation(
      () => [{ action: "iam:ListPolicies", resource: globalArn(account, "iam", "policy/") }],
      (input) => {
        input.refuse("ListPolicies", "PolicyUsageFilter");
        const scope = input.optionalText("Scope") ?? "All";
        if (!SCOPES.includes(scope))
          throw new AwsError(
            "ValidationError",
            `Value '${scope}' at 'scope' must be one of [${SCOPES.join(", ")}].`,
          );
        const attachedOnly = input.optionalBoolean("OnlyAttached") === true;
        const prefix = input.optionalText("PathPrefix") ?? "/";
        const found = policies
          .list()
          .filter(({ path }) => scope !== "AWS" && path.startsWith(prefix))
          .filter(({ arn }) => !attachedOnly || roles.attachedTo(arn).length > 0);
        return listed(input, "Policies", found, ({ arn }) => arn, describe);
      },
    ),
    DeletePolicy: operation(onPolicy("DeletePolicy"), (input) => {
      const { arn, versions } = policyIn(input);
      if (versions.length > 1)
        throw new AwsError(
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
          409,
        );
      roles.deleteManagedPolicy(arn);
      return {};
    }),
    ListEntitiesForPolicy: operation(onPolicy("ListEntitiesForPolicy"), (input) => {
      input.refuse("ListEntitiesForPolicy", "EntityFilter", "PathPrefix", "PolicyUsageFilter");
      const { arn } = policyIn(input);
      const page = listed(
        input,
        "PolicyRoles",
        roles.attachedTo(arn),
        ({ name }) => name,
        ({ name, id }) => ({ RoleName: name, RoleId: id }),
      );
      return { PolicyGroups: [], PolicyUsers: [], ...page };
    }),
    GetPolicyVersion: operation(onPolicy("GetPolicyVersion"), (input) => {
      const policy = policyIn(input);
      return {
        PolicyVersion: describeVersion(policy, policies.version(policy.arn, input.text("VersionId"))),
      };
    }),
    ListPolicyVersions: operation(onPolicy("ListPolicyVersions"), (input) => {
      const policy = policyIn(input);
      return listed(
        input,
        "Versions",
        policy.versions,
        // The latest first.
        ({ number }) => String(1e9 - number),
        (version) => {
          const { Document: _, ...rest } = describeVersion(policy, version);
          return rest;
        },
      );
    }),
    CreatePolicyVersion: operation(onPolicy("CreatePolicyVersion"), (input) => {
      const { arn } = policyIn(input);
      const asDefault = input.optionalBoolean("SetAsDefault") === true;
      const version = policies.addVersion(arn, input.text("PolicyDocument"), asDefault);
      if (asDefault) roles.policyChanged(arn);
      const { Document: _, ...rest } = describeVersion(policies.get(arn), version);
      return { PolicyVersion: rest };
    }),
    SetDefaultPolicyVersion: operation(onPolicy("SetDefaultPolicyVersion"), (input) => {
      const { arn } = policyIn(input);
      policies.setDefaultVersion(arn, input.text("VersionId"));
      roles.policyChanged(arn);
      return {};
    }),
    DeletePolicyVersion: operation(onPolicy("DeletePolicyVersion"), (input) => {
      policies.deleteVersion(policyIn(input).arn, input.text("VersionId"));
      return {};
    }),
    TagPolicy: operation(onPolicy("TagPolicy"), (input) => {
      const { arn, tags } = policyIn(input);
      policies.update(arn, { tags: { ...tags, ...tagsIn(input) } });
      return {};
    }),
    UntagPolicy: operation(onPolicy("UntagPolicy"), (input) => {
      const { arn, tags } = policyIn(input);
      policies.update(arn, { tags: without(tags, input.optionalTexts("TagKeys") ?? []) });
      return {};
    }),
    ListPolicyTags: operation(onPolicy("ListPolicyTags"), (input) =>
      listed(
        input,
        "Tags",
        describeTags(policyIn(input).tags),
        ({ Key }) => Key,
        (tag) => tag,
      ),
    ),
  };
}
