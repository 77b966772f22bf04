import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { iamRolePolicyConflict } from "./iam-role-policy-conflict.ts";

const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const VPC = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole";
const INLINE = { inlinePolicies: [{ name: "grants", policy: "{}" }] };

describeGraphRule(iamRolePolicyConflict, {
  good: [
    resource("aws:iam/role:Role", "role"),
    resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
      role: ref("role", "name"),
      policyArn: VPC,
    }),
    resource("aws:iam/rolePolicy:RolePolicy", "written", { role: ref("role", "name"), name: "stream" }),
  ],
  bad: {
    "a list of managed policies, and another beside it": {
      set: { role: { managedPolicyArns: [BASIC] } },
      on: ["role"],
    },
    "inline policies, and another beside them": { set: { role: INLINE }, on: ["role"] },
  },
  nearMisses: {
    "a role read back with what is attached to it": { set: { role: { managedPolicyArns: [VPC] } } },
    "inline policies alone": { set: { role: INLINE }, without: ["written"] },
    "a list alone": { set: { role: { managedPolicyArns: [BASIC] } }, without: ["attached"] },
    "beside another role": {
      set: { role: INLINE, written: { role: ref("other", "name") } },
      plus: [resource("aws:iam/role:Role", "other")],
    },
  },
});
