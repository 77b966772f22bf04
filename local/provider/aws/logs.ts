import { LOG_GROUP_NAME, RETENTION_DAYS } from "../../services/logs/groups.ts";
import type { LogGroup, LogGroupClass } from "../../services/logs/log-group.ts";
import type { Logs } from "../../services/logs/logs.ts";
import { parseResourcePolicy } from "../../services/logs/resource-policies.ts";
import { isUnknown, type Properties, type ProviderModule, type ResourceHandler } from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import { checkProperties, flag, oneOf, type Rules, text } from "./property-rules.ts";

/** `aws:cloudwatch/logGroup:LogGroup` and `aws:cloudwatch/logResourcePolicy:LogResourcePolicy`. */
export function logsModule(logs: Logs): ProviderModule {
  return {
    resources: {
      "aws:cloudwatch/logGroup:LogGroup": logGroupHandler(logs),
      "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": resourcePolicyHandler(logs),
    },
  };
}

const LOG_GROUP_RULES: Rules = {
  name: groupName,
  retentionInDays: oneOf(0, ...RETENTION_DAYS),
  kmsKeyId: text({ max: 256 }),
  skipDestroy: flag,
  deletionProtectionEnabled: flag,
  logGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS"),
};

/** The defaults of Pulumi's AWS provider; a retention of 0 days keeps events for ever. */
const LOG_GROUP_DEFAULTS: Properties = { retentionInDays: 0, skipDestroy: false };

function logGroupHandler({ groups }: Logs): ResourceHandler {
  const settle = (group: LogGroup, inputs: Properties) => {
    if (inputs.retentionInDays === 0) group.retentionInDays = undefined;
    else groups.setRetention(group, Number(inputs.retentionInDays));
    return outputsOf(group, inputs);
  };
  return {
    replaceOn: ["name", "logGroupClass"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { ...LOG_GROUP_DEFAULTS, ...given, name: given.name ?? autoName(512) };
      return { inputs, failures: checkProperties(inputs, LOG_GROUP_RULES) };
    },
    create(inputs) {
      const group = groups.create(String(inputs.name), {
        logGroupClass: (inputs.logGroupClass ?? "STANDARD") as LogGroupClass,
        kmsKeyId: inputs.kmsKeyId as string | undefined,
        deletionProtectionEnabled: inputs.deletionProtectionEnabled === true,
        tags: tagsOf(inputs),
      });
      return { id: group.name, outputs: settle(group, inputs) };
    },
    update(id, inputs) {
      const group = groups.require(id);
      if (inputs.kmsKeyId === undefined) group.kmsKeyId = undefined;
      else if (inputs.kmsKeyId !== group.kmsKeyId) groups.associateKey(group, String(inputs.kmsKeyId));
      if (inputs.deletionProtectionEnabled !== undefined)
        group.deletionProtection = inputs.deletionProtectionEnabled === true;
      group.tags.clear();
      for (const [key, value] of Object.entries(tagsOf(inputs))) group.tags.set(key, value);
      return settle(group, inputs);
    },
    delete(id, olds) {
      const group = groups.find(id);
      if (group !== undefined && olds.skipDestroy !== true) groups.delete(group);
    },
    read(id, olds) {
      const group = groups.find(id);
      const now = group && { kmsKeyId: undefined, tags: Object.fromEntries(group.tags) };
      return group && { id, outputs: outputsOf(group, { ...olds, ...now }) };
    },
  };
}

function outputsOf(group: LogGroup, inputs: Properties): Properties {
  return {
    ...inputs,
    name: group.name,
    arn: group.arn,
    region: group.arn.split(":")[3],
    logGroupClass: group.logGroupClass,
    retentionInDays: group.retentionInDays ?? 0,
    deletionProtectionEnabled: group.deletionProtection,
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
  };
}

const POLICY_RULES: Rules = { policyName: text({ min: 1 }), policyDocument: document(parseResourcePolicy) };

function resourcePolicyHandler(logs: Logs): ResourceHandler {
  const put = (inputs: Properties) => {
    const { policyName, policyDocument, policyScope, revisionId } = logs.policies.put(
      String(inputs.policyName),
      documentText(inputs.policyDocument),
    );
    return { ...inputs, policyName, policyDocument, policyScope, revisionId };
  };
  return {
    replaceOn: ["policyName"],
    nameProperty: "policyName",
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, POLICY_RULES, ["policyName", "policyDocument"]),
    }),
    create: (inputs) => ({ id: String(inputs.policyName), outputs: put(inputs) }),
    update: (_id, inputs) => put(inputs),
    delete(id) {
      if (logs.policies.find(id) !== undefined) logs.policies.delete(id);
    },
    read(id, olds) {
      const policy = logs.policies.find(id);
      return policy && { id, outputs: { ...olds, policyName: id, policyDocument: policy.policyDocument } };
    },
  };
}

function groupName(value: unknown, property: string) {
  if (value === undefined || isUnknown(value)) return [];
  if (typeof value === "string" && LOG_GROUP_NAME.test(value)) return [];
  const reason = `must have 1 to 512 letters, digits and characters of .-_/#, but is ${JSON.stringify(value)}`;
  return [{ property, reason }];
}
