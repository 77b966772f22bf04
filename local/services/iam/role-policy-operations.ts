import type { Members } from "../../core/members.ts";
import { type IamParts, listed, type Operations, onRole, operation } from "./operations.ts";

/** What hangs on roles: inline policies and attached ones. */
export function rolePolicyOperations(parts: IamParts): Operations {
  const { roles, policies } = parts.iam;
  const entryIn = (input: Members) => roles.require(input.text("RoleName"));
  const onAttachment = (action: string) =>
    onRole(parts, action, (input) => ({ "iam:PolicyARN": input.text("PolicyArn") }));
  return {
    PutRolePolicy: operation(onRole(parts, "PutRolePolicy"), (input) => {
      roles.putPolicy(entryIn(input).role.name, input.text("PolicyName"), input.text("PolicyDocument"));
      return {};
    }),
    GetRolePolicy: operation(onRole(parts, "GetRolePolicy"), (input) => {
      const { name } = entryIn(input).role;
      const policyName = input.text("PolicyName");
      return {
        RoleName: name,
        PolicyName: policyName,
        PolicyDocument: encodeURIComponent(roles.getPolicy(name, policyName)),
      };
    }),
    DeleteRolePolicy: operation(onRole(parts, "DeleteRolePolicy"), (input) => {
      roles.deletePolicy(entryIn(input).role.name, input.text("PolicyName"));
      return {};
    }),
    ListRolePolicies: operation(onRole(parts, "ListRolePolicies"), (input) =>
      listed(
        input,
        "PolicyNames",
        entryIn(input).inline.keys(),
        (name) => name,
        (name) => name,
      ),
    ),
    AttachRolePolicy: operation(onAttachment("AttachRolePolicy"), (input) => {
      roles.attachPolicy(entryIn(input).role.name, input.text("PolicyArn"));
      return {};
    }),
    DetachRolePolicy: operation(onAttachment("DetachRolePolicy"), (input) => {
      roles.detachPolicy(entryIn(input).role.name, input.text("PolicyArn"));
      return {};
    }),
    ListAttachedRolePolicies: operation(onRole(parts, "ListAttachedRolePolicies"), (input) => {
      const prefix = input.optionalText("PathPrefix") ?? "/";
      const attached = [...entryIn(input).attached]
        .map((arn) => policies.get(arn))
        .filter(({ path }) => path.startsWith(prefix));
      return listed(
        input,
        "AttachedPolicies",
        attached,
        ({ arn }) => arn,
        ({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }),
      );
    }),
  };
}
