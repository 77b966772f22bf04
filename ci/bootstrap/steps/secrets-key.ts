import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  type KMSClient,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { type Policy, says, textOf } from "../documents/policy.ts";
import { orAbsent } from "./absent.ts";
import type { Change, Step } from "./step.ts";

const NAME_TAG = "Name";
/** Before a key is gone for good, with all secrets that it has encrypted. */
const DELETION_DAYS = 30;

export interface SecretsKeyArgs {
  readonly kms: KMSClient;
  /** `alias/NAME`. */
  readonly alias: string;
  readonly description: string;
  readonly document: Policy;
  readonly tags: Readonly<Record<string, string>>;
}

/** A key that turns every year, under its alias. One that has no alias yet, as a run was ended, is found by its tag. */
export function secretsKey({ kms, alias, description, document, tags }: SecretsKeyArgs): Step {
  let KeyId: string | undefined;
  const create: Change = {
    title: "make the key",
    async take() {
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({
          Description: description,
          Policy: textOf(document),
          Tags: Object.entries({ ...tags, [NAME_TAG]: alias }).map(([TagKey, TagValue]) => ({
            TagKey,
            TagValue,
          })),
        }),
      );
      KeyId = KeyMetadata?.KeyId;
    },
  };
  const restrict: Change = {
    title: "put its key policy right",
    take: () => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: textOf(document) })),
  };
  const rotate: Change = {
    title: "turn on its rotation",
    take: () => kms.send(new EnableKeyRotationCommand({ KeyId })),
  };
  const name: Change = {
    title: `name it ${alias}`,
    take: () => kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId })),
  };
  return {
    title: `the KMS key ${alias}, for secrets and state`,
    document,
    async changes() {
      const named = await keyOf(kms, alias);
      KeyId = (named ?? (await keyTagged(kms, alias)))?.KeyId;
      if (KeyId === undefined) return [create, rotate, name];
      const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
      return [
        ...(says(Policy, document) ? [] : [restrict]),
        ...(KeyRotationEnabled ? [] : [rotate]),
        ...(named === undefined ? [name] : []),
      ];
    },
  };
}

/** The key is about to be deleted, and has no alias any more. */
export function noSecretsKey(kms: KMSClient, alias: string): Step {
  return {
    title: `no KMS key ${alias}`,
    async changes() {
      const named = await keyOf(kms, alias);
      const KeyId = (named ?? (await keyTagged(kms, alias)))?.KeyId;
      if (KeyId === undefined) return [];
      const schedule: Change = {
        title: `schedule its deletion in ${DELETION_DAYS} days: until then, 'aws kms cancel-key-deletion --key-id ${KeyId}' keeps it`,
        take: () => kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: DELETION_DAYS })),
      };
      const unname: Change = {
        title: "delete its alias",
        take: () => kms.send(new DeleteAliasCommand({ AliasName: alias })),
      };
      return named === undefined ? [schedule] : [unname, schedule];
    },
  };
}

/** @throws {Error} for a key that is about to be deleted: its secrets would be lost */
async function keyOf(kms: KMSClient, alias: string): Promise<KeyMetadata | undefined> {
  const found = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: alias })));
  if (found?.KeyMetadata?.KeyState === "PendingDeletion")
    throw new Error(
      `The key of ${alias} is to be deleted. Keep it with 'aws kms cancel-key-deletion --key-id ${found.KeyMetadata.KeyId}' and 'aws kms enable-key', or give it up with 'aws kms delete-alias --alias-name ${alias}'.`,
    );
  return found?.KeyMetadata;
}

/** Among the keys that the caller may look at: a key's own policy can leave administrators out. */
async function keyTagged(kms: KMSClient, name: string): Promise<KeyMetadata | undefined> {
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {}))
    for (const { KeyId } of Keys) {
      const found = await describe(kms, KeyId).catch((error: Error) => {
        if (error.name === "AccessDeniedException") return undefined;
        throw error;
      });
      if (found?.tags.some(({ TagKey, TagValue }) => TagKey === NAME_TAG && TagValue === name))
        return found.metadata;
    }
  return undefined;
}

/** A key that can be used, and is the account's own. */
async function describe(kms: KMSClient, KeyId: string | undefined) {
  const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  if (metadata?.KeyManager !== "CUSTOMER" || metadata.KeyState !== "Enabled") return undefined;
  const { Tags: tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
  return { metadata, tags };
}
