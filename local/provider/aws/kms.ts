import { validatePolicy } from "../../iam/policy-grammar.ts";
import type { Key } from "../../services/kms/key.ts";
import { DELETION_DAYS, ROTATION_DAYS } from "../../services/kms/key-operations.ts";
import { aliasNameProblem } from "../../services/kms/key-store.ts";
import type { Kms } from "../../services/kms/kms.ts";
import {
  type CheckFailure,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import { checkProperties, flag, integer, only, type Rule, type Rules, text } from "./property-rules.ts";

/** `aws:kms/key:Key`, `aws:kms/alias:Alias` and `aws:kms/keyPolicy:KeyPolicy`. */
export function kmsModule(kms: Kms): ProviderModule {
  return {
    resources: {
      "aws:kms/key:Key": keyHandler(kms),
      "aws:kms/alias:Alias": aliasHandler(kms),
      "aws:kms/keyPolicy:KeyPolicy": keyPolicyHandler(kms),
    },
  };
}

const keyPolicy = document((json) => validatePolicy(json, "resource"));

const KEY_RULES: Rules = {
  bypassPolicyLockoutSafetyCheck: flag,
  customerMasterKeySpec: only("SYMMETRIC_DEFAULT", "has symmetric keys only"),
  deletionWindowInDays: integer(DELETION_DAYS.min, DELETION_DAYS.max),
  description: text({ max: 8_192 }),
  enableKeyRotation: flag,
  isEnabled: flag,
  keyUsage: only("ENCRYPT_DECRYPT", "has symmetric keys only"),
  multiRegion: only(false, "is one region"),
  policy: keyPolicy,
  rotationPeriodInDays: integer(ROTATION_DAYS.min, ROTATION_DAYS.max),
};

/** The defaults of Pulumi's AWS provider. */
const KEY_DEFAULTS: Properties = {
  bypassPolicyLockoutSafetyCheck: false,
  customerMasterKeySpec: "SYMMETRIC_DEFAULT",
  enableKeyRotation: false,
  isEnabled: true,
  keyUsage: "ENCRYPT_DECRYPT",
};

function keyHandler({ store, deployer }: Kms): ResourceHandler {
  /** Rotation can only be set while the key is enabled. */
  const settle = (key: Key, inputs: Properties) => {
    if (key.state === "Disabled") key.setEnabled(true);
    if (inputs.enableKeyRotation === true)
      key.enableRotation(Number(inputs.rotationPeriodInDays ?? ROTATION_DAYS.default));
    else key.disableRotation();
    if (inputs.isEnabled === false) key.setEnabled(false);
  };
  return {
    replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    check(given) {
      const inputs = { ...KEY_DEFAULTS, ...given };
      const failures: CheckFailure[] = [...checkProperties(inputs, KEY_RULES)];
      if (inputs.rotationPeriodInDays !== undefined && inputs.enableKeyRotation === false)
        failures.push({
          property: "rotationPeriodInDays",
          reason: "is of use only with enableKeyRotation: true",
        });
      return { inputs, failures };
    },
    create(inputs) {
      const key = store.create(deployer, {
        description: String(inputs.description ?? ""),
        bypassLockoutCheck: inputs.bypassPolicyLockoutSafetyCheck === true,
        tags: tagsOf(inputs),
        ...(isSet(inputs.policy) ? { policy: documentText(inputs.policy) } : {}),
      });
      settle(key, inputs);
      return { id: key.id, outputs: keyOutputs(inputs, key) };
    },
    update(id, inputs) {
      const key = store.key(id);
      store.setDescription(key, String(inputs.description ?? ""));
      if (isSet(inputs.policy) && documentText(inputs.policy) !== key.policy.text)
        store.putPolicy(
          deployer,
          key,
          documentText(inputs.policy),
          inputs.bypassPolicyLockoutSafetyCheck === true,
        );
      key.tags = tagsOf(inputs);
      settle(key, inputs);
      return keyOutputs(inputs, key);
    },
    delete(id, olds) {
      const key = findKey(store, id);
      if (key !== undefined && key.state !== "PendingDeletion")
        key.scheduleDeletion(Number(olds.deletionWindowInDays ?? DELETION_DAYS.default));
    },
    read(id, olds) {
      const key = findKey(store, id);
      return key && key.state !== "PendingDeletion"
        ? { id, outputs: keyOutputs({ ...olds, tags: key.tags }, key) }
        : undefined;
    },
  };
}

function keyOutputs(inputs: Properties, key: Key): Properties {
  return {
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    keyUsage: "ENCRYPT_DECRYPT",
    multiRegion: false,
    ...(key.rotation === undefined ? {} : { rotationPeriodInDays: key.rotation.periodDays }),
    ...inputs,
    arn: key.arn,
    keyId: key.id,
    description: key.description,
    enableKeyRotation: key.rotation !== undefined,
    isEnabled: key.state === "Enabled",
    policy: key.policy.text,
  };
}

/** Unlike AWS's provider, this one makes up no names of aliases. */
const ALIAS_RULES: Rules = { name: aliasName, targetKeyId: text({ min: 1, max: 2_048 }) };

function aliasName(value: unknown, property: string): ReturnType<Rule> {
  if (typeof value !== "string" || isUnknown(value)) return text()(value, property);
  const reason = aliasNameProblem(value);
  return reason === undefined ? [] : [{ property, reason }];
}

function aliasHandler({ store }: Kms): ResourceHandler {
  const outputs = (inputs: Properties): Properties => {
    const alias = store.alias(String(inputs.name));
    const { arn } = store.key(alias.keyId);
    const target = [arn, alias.keyId].includes(String(inputs.targetKeyId)) ? inputs.targetKeyId : alias.keyId;
    return { ...inputs, arn: alias.arn, targetKeyId: target, targetKeyArn: arn };
  };
  const exists = (name: string) => store.aliases().some((alias) => alias.name === name);
  return {
    replaceOn: ["name"],
    nameProperty: "name",
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, ALIAS_RULES, ["name", "targetKeyId"]),
    }),
    create(inputs) {
      const alias = store.createAlias(String(inputs.name), String(inputs.targetKeyId));
      return { id: alias.name, outputs: outputs(inputs) };
    },
    update(id, inputs) {
      store.updateAlias(id, String(inputs.targetKeyId));
      return outputs(inputs);
    },
    delete(id) {
      if (exists(id)) store.deleteAlias(id);
    },
    read: (id, olds) => (exists(id) ? { id, outputs: outputs({ ...olds, name: id }) } : undefined),
  };
}

const KEY_POLICY_RULES: Rules = {
  bypassPolicyLockoutSafetyCheck: flag,
  keyId: text({ min: 1, max: 2_048 }),
  policy: keyPolicy,
};

function keyPolicyHandler({ store, deployer }: Kms): ResourceHandler {
  const put = (inputs: Properties) => {
    const key = store.key(String(inputs.keyId));
    const policy = documentText(inputs.policy);
    store.putPolicy(deployer, key, policy, inputs.bypassPolicyLockoutSafetyCheck === true);
    return { key, outputs: { ...inputs, policy } };
  };
  return {
    replaceOn: ["keyId"],
    check(given) {
      const inputs = { bypassPolicyLockoutSafetyCheck: false, ...given };
      return { inputs, failures: checkProperties(inputs, KEY_POLICY_RULES, ["keyId", "policy"]) };
    },
    create(inputs) {
      const { key, outputs } = put(inputs);
      return { id: key.id, outputs };
    },
    update: (_id, inputs) => put(inputs).outputs,
    delete(id) {
      const key = findKey(store, id);
      if (key !== undefined && key.state !== "PendingDeletion") store.resetPolicy(deployer, key);
    },
    read(id, olds) {
      const key = findKey(store, id);
      return key && { id, outputs: { ...olds, keyId: id, policy: key.policy.text } };
    },
  };
}

function findKey(store: Kms["store"], id: string): Key | undefined {
  return store.keys().find((key) => key.id === id);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
