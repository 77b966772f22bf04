import type { Access } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Service } from "../../core/service.ts";
import type { Iam } from "../../iam/iam.ts";
import type { Role } from "../../iam/roles.ts";
import { simulationOperations } from "./simulation.ts";

const missingMember = (name: string) =>
  new AwsError(
    "ValidationError",
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
  );

const operation = operationsOf(missingMember);

/** The reading half of IAM's API, and its policy simulator. Roles and policies are made by the deployment. */
export class IamService {
  readonly service: Service;

  constructor(options: { readonly account: Account; readonly clock: Clock; readonly iam: Iam }) {
    const { account, iam } = options;
    const { roles, policies } = iam;
    const onRole = (action: string) => (input: Members) => [
      roleAccess(action, input.text("RoleName"), account, iam),
    ];
    this.service = {
      signingName: "iam",
      protocol: "awsQuery",
      xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
      operations: {
        GetRole: operation(onRole("iam:GetRole"), (input) => ({
          Role: describeRole(roles.require(input.text("RoleName")).role),
        })),
        ListRoles: operation(
          () => [{ action: "iam:ListRoles", resource: globalArn(account, "iam", "role/") }],
          (input) => {
            input.refuse("ListRoles", "Marker", "MaxItems");
            const prefix = input.optionalText("PathPrefix") ?? "/";
            return {
              Roles: roles
                .list()
                .filter(({ path }) => path.startsWith(prefix))
                .map(describeRole),
              IsTruncated: false,
            };
          },
        ),
        GetRolePolicy: operation(onRole("iam:GetRolePolicy"), (input) => {
          const { name } = roles.require(input.text("RoleName")).role;
          const policyName = input.text("PolicyName");
          return {
            RoleName: name,
            PolicyName: policyName,
            PolicyDocument: encodeURIComponent(roles.getPolicy(name, policyName)),
          };
        }),
        ListRolePolicies: operation(onRole("iam:ListRolePolicies"), (input) => {
          input.refuse("ListRolePolicies", "Marker", "MaxItems");
          return {
            PolicyNames: [...roles.require(input.text("RoleName")).inline.keys()],
            IsTruncated: false,
          };
        }),
        ListAttachedRolePolicies: operation(onRole("iam:ListAttachedRolePolicies"), (input) => {
          input.refuse("ListAttachedRolePolicies", "Marker", "MaxItems", "PathPrefix");
          return {
            AttachedPolicies: [...roles.require(input.text("RoleName")).attached].map((arn) => ({
              PolicyName: policies.get(arn).name,
              PolicyArn: arn,
            })),
            IsTruncated: false,
          };
        }),
        GetPolicy: operation(
          (input) => [{ action: "iam:GetPolicy", resource: input.text("PolicyArn") }],
          (input) => {
            const policy = policies.get(input.text("PolicyArn"));
            return {
              Policy: {
                PolicyName: policy.name,
                PolicyId: policy.id,
                Arn: policy.arn,
                Path: policy.path,
                DefaultVersionId: `v${policy.version}`,
                AttachmentCount: roles.attachedTo(policy.arn).length,
                IsAttachable: true,
                Description: policy.description,
                CreateDate: new Date(policy.createdAt),
                Tags: describeTags(policy.tags),
              },
            };
          },
        ),
        GetPolicyVersion: operation(
          (input) => [{ action: "iam:GetPolicyVersion", resource: input.text("PolicyArn") }],
          (input) => {
            const policy = policies.get(input.text("PolicyArn"));
            const version = input.text("VersionId");
            if (version !== `v${policy.version}`)
              throw new AwsError(
                "NoSuchEntity",
                `Policy ${policy.arn} version ${version} does not exist; the local cloud keeps the default version, v${policy.version}.`,
                404,
              );
            return {
              PolicyVersion: {
                Document: encodeURIComponent(policy.text),
                VersionId: version,
                IsDefaultVersion: true,
                CreateDate: new Date(policy.createdAt),
              },
            };
          },
        ),
        ...simulationOperations(options),
      },
    };
  }
}

/** A role that does not exist is asked for under the ARN that it would have. */
function roleAccess(action: string, name: string, account: Account, iam: Iam): Access {
  const arn = iam.roles.find(name)?.role.arn ?? globalArn(account, "iam", `role/${name}`);
  return { action, resource: arn };
}

function describeRole(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicyText),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "Policy",
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
    Tags: describeTags(role.tags),
  };
}

function describeTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
