import type { Iam } from "../../iam/iam.ts";
import { POLICY_NAME_MAX, ROLE_NAME_MAX } from "../../iam/names.ts";
import type { Role } from "../../iam/roles.ts";
import type { Properties, ResourceHandler } from "../resource.ts";
import { documentText, tagsOf } from "./documents.ts";
import { iamName, identityPolicy, trustPolicy } from "./iam-rules.ts";
import { block, checkProperties, flag, integer, list, type Rules, text } from "./property-rules.ts";

const RULES: Rules = {
  assumeRolePolicy: trustPolicy,
  description: text({ max: 1000 }),
  forceDetachPolicies: flag,
  inlinePolicies: list(
    block({ name: iamName("policyName", POLICY_NAME_MAX), policy: identityPolicy }, ["name", "policy"]),
  ),
  managedPolicyArns: list(text({ min: 20, max: 2048 }), { max: 10 }),
  maxSessionDuration: integer(3_600, 43_200),
  name: iamName("roleName", ROLE_NAME_MAX),
  path: text({ min: 1, max: 512 }),
  permissionsBoundary: text({ min: 20, max: 2048 }),
};

/** The defaults of Pulumi's AWS provider. */
const DEFAULTS: Properties = { forceDetachPolicies: false, maxSessionDuration: 3_600, path: "/" };

interface InlinePolicy {
  readonly name: string;
  readonly policy: string | object;
}

/** `aws:iam/role:Role`. */
export function roleHandler({ roles }: Iam): ResourceHandler {
  /** Of the policies that the role lists itself, puts and attaches the new and takes away the ones no longer listed. */
  const settlePolicies = (name: string, inputs: Properties, olds: Properties) => {
    const listed = inlineOf(inputs);
    for (const old of inlineOf(olds)) {
      const gone = !listed.some((policy) => policy.name === old.name);
      if (gone && roles.require(name).inline.has(old.name)) roles.deletePolicy(name, old.name);
    }
    for (const policy of listed) roles.putPolicy(name, policy.name, documentText(policy.policy));
    const attached = managedOf(inputs);
    for (const arn of managedOf(olds)) {
      if (!attached.includes(arn) && roles.require(name).attached.has(arn)) roles.detachPolicy(name, arn);
    }
    for (const arn of attached) roles.attachPolicy(name, arn);
  };

  const remove = (name: string) => {
    const { inline, attached } = roles.require(name);
    for (const policy of [...inline.keys()]) roles.deletePolicy(name, policy);
    for (const arn of [...attached]) roles.detachPolicy(name, arn);
    roles.delete(name);
  };

  return {
    replaceOn: ["name", "path"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { ...DEFAULTS, ...given, name: given.name ?? autoName(ROLE_NAME_MAX) };
      return { inputs, failures: checkProperties(inputs, RULES, ["assumeRolePolicy"]) };
    },
    create(inputs) {
      const role = roles.create({
        name: String(inputs.name),
        assumeRolePolicy: documentText(inputs.assumeRolePolicy),
        path: String(inputs.path),
        description: String(inputs.description ?? ""),
        maxSessionDuration: Number(inputs.maxSessionDuration),
        ...(isSet(inputs.permissionsBoundary)
          ? { permissionsBoundary: String(inputs.permissionsBoundary) }
          : {}),
        tags: tagsOf(inputs),
      });
      try {
        settlePolicies(role.name, inputs, {});
      } catch (error) {
        remove(role.name);
        throw error;
      }
      return { id: role.name, outputs: outputs(inputs, role) };
    },
    update(id, inputs, olds) {
      const role = roles.update(id, {
        assumeRolePolicy: documentText(inputs.assumeRolePolicy),
        description: String(inputs.description ?? ""),
        maxSessionDuration: Number(inputs.maxSessionDuration),
        permissionsBoundary: isSet(inputs.permissionsBoundary) ? String(inputs.permissionsBoundary) : null,
        tags: tagsOf(inputs),
      });
      settlePolicies(id, inputs, olds);
      return outputs(inputs, role);
    },
    delete(id, olds) {
      if (roles.find(id) === undefined) return;
      settlePolicies(id, {}, olds);
      if (olds.forceDetachPolicies === true) remove(id);
      else roles.delete(id);
    },
    read(id, olds) {
      const entry = roles.find(id);
      return entry && { id, outputs: outputs({ ...olds, tags: entry.role.tags }, entry.role) };
    },
  };
}

function inlineOf(inputs: Properties): readonly InlinePolicy[] {
  return (inputs.inlinePolicies ?? []) as readonly InlinePolicy[];
}

function managedOf(inputs: Properties): readonly string[] {
  return (inputs.managedPolicyArns ?? []) as readonly string[];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What the inputs leave open, and what the role is now: after an import or a change from outside the two may differ. */
function outputs(inputs: Properties, role: Role): Properties {
  return {
    ...inputs,
    arn: role.arn,
    assumeRolePolicy: role.trustPolicyText,
    createDate: new Date(role.createdAt).toISOString(),
    description: role.description,
    maxSessionDuration: role.maxSessionDuration,
    name: role.name,
    path: role.path,
    ...(role.permissionsBoundary === undefined ? {} : { permissionsBoundary: role.permissionsBoundary }),
    uniqueId: role.id,
  };
}
