import type { Iam } from "../../iam/iam.ts";
import type { ManagedPolicy } from "../../iam/managed-policies.ts";
import { POLICY_NAME_MAX } from "../../iam/names.ts";
import type { Properties, ProviderModule, ResourceHandler } from "../resource.ts";
import { documentText, tagsOf } from "./documents.ts";
import { iamName, identityPolicy } from "./iam-rules.ts";
import { getPolicyDocument } from "./policy-document.ts";
import { checkProperties, type Rules, text } from "./property-rules.ts";
import { roleHandler } from "./role.ts";

/** Roles, their policies and the policy documents of Pulumi's `aws:iam`. */
export function iamModule(iam: Iam): ProviderModule {
  return {
    resources: {
      "aws:iam/role:Role": roleHandler(iam),
      "aws:iam/rolePolicy:RolePolicy": rolePolicyHandler(iam),
      "aws:iam/policy:Policy": policyHandler(iam),
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachmentHandler(iam),
    },
    invokes: { "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument },
  };
}

const ROLE_POLICY_RULES: Rules = {
  name: iamName("policyName", POLICY_NAME_MAX),
  policy: identityPolicy,
  role: text({ min: 1 }),
};

function rolePolicyHandler({ roles }: Iam): ResourceHandler {
  const put = (inputs: Properties): Properties => {
    const policy = documentText(inputs.policy);
    roles.putPolicy(String(inputs.role), String(inputs.name), policy);
    return { ...inputs, policy };
  };
  return {
    replaceOn: ["name", "role"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { ...given, name: given.name ?? autoName(POLICY_NAME_MAX) };
      return { inputs, failures: checkProperties(inputs, ROLE_POLICY_RULES, ["policy", "role"]) };
    },
    create: (inputs) => ({ id: `${inputs.role}:${inputs.name}`, outputs: put(inputs) }),
    update: (_id, inputs) => put(inputs),
    delete(_id, { role, name }) {
      if (roles.find(String(role))?.inline.has(String(name))) roles.deletePolicy(String(role), String(name));
    },
    read(id, olds) {
      const [role = "", name = ""] = id.split(":");
      const found = roles.find(role)?.inline.get(name);
      return found && { id, outputs: { ...olds, role, name, policy: found.text } };
    },
  };
}

const POLICY_RULES: Rules = {
  name: iamName("policyName", POLICY_NAME_MAX),
  path: text({ min: 1, max: 512 }),
  description: text({ max: 1000 }),
  policy: identityPolicy,
};

function policyHandler({ policies, roles }: Iam): ResourceHandler {
  const outputs = (inputs: Properties, policy: ManagedPolicy): Properties => ({
    ...inputs,
    name: policy.name,
    path: policy.path,
    description: policy.description,
    policy: policy.text,
    arn: policy.arn,
    policyId: policy.id,
    attachmentCount: roles.attachedTo(policy.arn).length,
  });
  return {
    replaceOn: ["name", "path", "description"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { path: "/", ...given, name: given.name ?? autoName(POLICY_NAME_MAX) };
      return { inputs, failures: checkProperties(inputs, POLICY_RULES, ["policy"]) };
    },
    create(inputs) {
      const policy = policies.create({
        name: String(inputs.name),
        path: String(inputs.path),
        description: String(inputs.description ?? ""),
        policy: documentText(inputs.policy),
        tags: tagsOf(inputs),
      });
      return { id: policy.arn, outputs: outputs(inputs, policy) };
    },
    update(id, inputs) {
      roles.updateManagedPolicy(id, { policy: documentText(inputs.policy), tags: tagsOf(inputs) });
      return outputs(inputs, policies.get(id));
    },
    delete(id) {
      if (policies.has(id)) roles.deleteManagedPolicy(id);
    },
    read: (id, olds) => (policies.has(id) ? { id, outputs: outputs(olds, policies.get(id)) } : undefined),
  };
}

const ATTACHMENT_RULES: Rules = { policyArn: text({ min: 20, max: 2048 }), role: text({ min: 1 }) };

function attachmentHandler({ roles }: Iam): ResourceHandler {
  const isAttached = ({ role, policyArn }: Properties) =>
    roles.find(String(role))?.attached.has(String(policyArn)) ?? false;
  return {
    replaceOn: ["policyArn", "role"],
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, ATTACHMENT_RULES, ["policyArn", "role"]),
    }),
    create(inputs) {
      roles.attachPolicy(String(inputs.role), String(inputs.policyArn));
      return { id: `${inputs.role}/${inputs.policyArn}`, outputs: inputs };
    },
    delete(_id, olds) {
      if (isAttached(olds)) roles.detachPolicy(String(olds.role), String(olds.policyArn));
    },
    read(id, olds) {
      const slash = id.indexOf("/");
      const attachment = { role: id.slice(0, slash), policyArn: id.slice(slash + 1) };
      return isAttached(attachment) ? { id, outputs: { ...olds, ...attachment } } : undefined;
    },
  };
}
