import type { Access } from "../../core/access.ts";
import { arn } from "../../core/account.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Call, Operation } from "../../core/service.ts";
import { requestTagKeys } from "../../core/tags.ts";
import { invalid, missingMember, unsupported } from "./errors.ts";
import type { Key } from "./key.ts";
import type { KmsContext } from "./key-access.ts";
import { checkedTags, page, readTags, tagList } from "./wire.ts";

const operation = operationsOf(missingMember);

/** Source: KMS API Reference, "EnableKeyRotation" and "ScheduleKeyDeletion". */
export const ROTATION_DAYS = { min: 90, max: 2_560, default: 365 } as const;
export const DELETION_DAYS = { min: 7, max: 30, default: 30 } as const;

const ONLY: Readonly<Record<string, string>> = {
  KeySpec: "SYMMETRIC_DEFAULT",
  CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
  KeyUsage: "ENCRYPT_DECRYPT",
  Origin: "AWS_KMS",
};

interface KeyOperationOptions {
  /** By the id in the request. Default: keys have no other names. */
  readonly find?: (id: string) => Key;
  /** What the request adds to the condition keys. Default: nothing. */
  readonly conditions?: (input: Members) => NonNullable<Access["context"]>;
}

/** The life of keys: creation, description, policy, tags, state, rotation and deletion. */
export function keyOperations(context: KmsContext): Record<string, Operation<unknown>> {
  const { account, store, access } = context;

  const describe = (key: Key) => ({
    AWSAccountId: account.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: key.state === "Enabled",
    Description: key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: key.state,
    ...(key.deletionAt === undefined ? {} : { DeletionDate: key.deletionAt / 1000 }),
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  });

  const keyOperation = (
    name: string,
    handle: (key: Key, input: Members, call: Call) => unknown,
    { find = (id: string) => store.key(id), conditions = () => ({}) }: KeyOperationOptions = {},
  ) =>
    operation(
      (input) => [access.to(find(input.text("KeyId")), `kms:${name}`, conditions(input))],
      (input, call) => handle(find(input.text("KeyId")), input, call) ?? {},
    );

  return {
    CreateKey: operation(
      (input) => [
        { action: "kms:CreateKey", resource: "*", context: requestTagKeys(readTags(input)) },
        ...(input.value("Tags") === undefined
          ? []
          : [
              {
                action: "kms:TagResource",
                resource: arn(account, "kms", "key/*"),
                context: requestTagKeys(readTags(input)),
              },
            ]),
      ],
      (input, call) => ({ KeyMetadata: describe(createKey(context, input, call)) }),
    ),
    DescribeKey: keyOperation("DescribeKey", (key) => ({ KeyMetadata: describe(key) }), {
      find: (id) => store.resolve(id),
    }),
    ListKeys: operation(
      () => [{ action: "kms:ListKeys", resource: "*" }],
      (input) =>
        page(
          "Keys",
          store.keys().map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
          input,
          { default: 100, max: 1_000 },
        ),
    ),
    UpdateKeyDescription: keyOperation("UpdateKeyDescription", (key, input) =>
      store.setDescription(key, input.text("Description")),
    ),
    GetKeyPolicy: keyOperation("GetKeyPolicy", (key, input) => {
      requireDefaultPolicy(input);
      return { Policy: key.policy.text, PolicyName: "default" };
    }),
    PutKeyPolicy: keyOperation("PutKeyPolicy", (key, input, call) => {
      requireDefaultPolicy(input);
      const bypass = input.optionalBoolean("BypassPolicyLockoutSafetyCheck") ?? false;
      store.putPolicy(call.principal, key, input.text("Policy"), bypass);
    }),
    ListKeyPolicies: keyOperation("ListKeyPolicies", () => ({ PolicyNames: ["default"], Truncated: false })),
    EnableKey: keyOperation("EnableKey", (key) => key.setEnabled(true)),
    DisableKey: keyOperation("DisableKey", (key) => key.setEnabled(false)),
    EnableKeyRotation: keyOperation("EnableKeyRotation", (key, input) => {
      key.requireUsable();
      key.enableRotation(rotationDays(input.optionalInteger("RotationPeriodInDays")));
    }),
    DisableKeyRotation: keyOperation("DisableKeyRotation", (key) => {
      key.requireUsable();
      key.disableRotation();
    }),
    GetKeyRotationStatus: keyOperation("GetKeyRotationStatus", (key) => {
      const { rotation } = key;
      return {
        KeyId: key.arn,
        KeyRotationEnabled: rotation !== undefined && key.state !== "PendingDeletion",
        ...(rotation === undefined
          ? {}
          : { RotationPeriodInDays: rotation.periodDays, NextRotationDate: rotation.next / 1000 }),
      };
    }),
    RotateKeyOnDemand: keyOperation("RotateKeyOnDemand", (key) => {
      key.requireUsable();
      key.rotateOnDemand();
      return { KeyId: key.arn };
    }),
    ListKeyRotations: keyOperation("ListKeyRotations", (key, input) => {
      input.refuse("ListKeyRotations", "IncludeKeyMaterial");
      const rotations = key.rotations.map(({ at, type }) => ({
        KeyId: key.arn,
        RotationDate: at / 1000,
        RotationType: type,
      }));
      return page("Rotations", rotations, input, { default: 100, max: 1_000 });
    }),
    ScheduleKeyDeletion: keyOperation("ScheduleKeyDeletion", (key, input) => {
      const days = deletionDays(input.optionalInteger("PendingWindowInDays"));
      key.scheduleDeletion(days);
      return {
        KeyId: key.arn,
        DeletionDate: (key.deletionAt ?? 0) / 1000,
        KeyState: key.state,
        PendingWindowInDays: days,
      };
    }),
    CancelKeyDeletion: keyOperation("CancelKeyDeletion", (key) => {
      key.cancelDeletion();
      return { KeyId: key.arn };
    }),
    TagResource: keyOperation(
      "TagResource",
      (key, input) => {
        key.requireNotPendingDeletion();
        key.tags = checkedTags({ ...key.tags, ...readTags(input) });
      },
      { conditions: (input) => requestTagKeys(readTags(input)) },
    ),
    UntagResource: keyOperation(
      "UntagResource",
      (key, input) => {
        key.requireNotPendingDeletion();
        const gone = input.optionalTexts("TagKeys") ?? [];
        key.tags = Object.fromEntries(Object.entries(key.tags).filter(([name]) => !gone.includes(name)));
      },
      { conditions: (input) => ({ "aws:TagKeys": input.optionalTexts("TagKeys") ?? [] }) },
    ),
    ListResourceTags: keyOperation("ListResourceTags", (key, input) =>
      page("Tags", tagList(key.tags), input, { default: 50, max: 50 }),
    ),
  };
}

function createKey({ store }: KmsContext, input: Members, call: Call): Key {
  input.refuse("CreateKey", "CustomKeyStoreId", "XksKeyId");
  for (const [name, value] of Object.entries(ONLY)) {
    const given = input.optionalText(name);
    if (given !== undefined && given !== value)
      throw unsupported(`The local cloud has keys with ${name} ${value} only, not ${given}.`);
  }
  if (input.optionalBoolean("MultiRegion"))
    throw unsupported("The local cloud has no multi-region keys: it is one region.");
  const description = input.optionalText("Description");
  const policy = input.optionalText("Policy");
  return store.create(call.principal, {
    ...(description === undefined ? {} : { description }),
    ...(policy === undefined ? {} : { policy }),
    bypassLockoutCheck: input.optionalBoolean("BypassPolicyLockoutSafetyCheck") ?? false,
    tags: readTags(input),
  });
}

function requireDefaultPolicy(input: Members): void {
  const name = input.optionalText("PolicyName") ?? "default";
  if (name !== "default") throw invalid(`A key has one policy, named default, not ${name}.`);
}

/** @throws {AwsError} `ValidationException` */
function rotationDays(days: number = ROTATION_DAYS.default): number {
  return within("rotationPeriodInDays", days, ROTATION_DAYS);
}

/** @throws {AwsError} `ValidationException` */
function deletionDays(days: number = DELETION_DAYS.default): number {
  return within("pendingWindowInDays", days, DELETION_DAYS);
}

function within(name: string, value: number, range: { readonly min: number; readonly max: number }): number {
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw invalid(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value between ${range.min} and ${range.max}`,
  );
}
