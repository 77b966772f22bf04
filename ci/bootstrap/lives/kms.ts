import { regionalArn } from "../place.ts";
import { documentation, type Lives, terraform } from "./life.ts";
import { anything, named, notOthers, type Scope, tagging, untagging, withItsTags } from "./scopes.ts";

const NEW_KEYS = anything("NewKeys", withItsTags);
const ALIASES = named("KeyAliases", "kms", "alias/NAME");

function keys(sid: string, conditions: Scope["conditions"]): Scope {
  return {
    sid,
    resources: (place) => [regionalArn(place, "kms", "key/*")],
    ...(conditions && { conditions }),
  };
}

export const KEYS = keys("Keys", notOthers);
const KEY_TAGS = keys("KeyTags", tagging);
const KEY_UNTAGS = keys("KeyUntags", untagging);

/** Both the alias and its key are asked about. */
const ALIAS_SOURCE = documentation("AWS KMS Developer Guide", "Controlling access to aliases");

export const KMS: Lives = {
  "aws:kms/key:Key": [
    { on: NEW_KEYS, source: terraform("kms/key.go"), create: ["kms:CreateKey"] },
    {
      on: KEYS,
      source: terraform("kms/key.go"),
      create: ["kms:EnableKeyRotation"],
      read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      update: [
        "kms:DisableKeyRotation",
        "kms:EnableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:UpdateKeyDescription",
      ],
      delete: ["kms:ScheduleKeyDeletion"],
    },
    {
      on: KEY_TAGS,
      source: terraform("kms/tags_gen.go"),
      create: ["kms:TagResource"],
      update: ["kms:TagResource"],
    },
    { on: KEY_UNTAGS, source: terraform("kms/tags_gen.go"), update: ["kms:UntagResource"] },
  ],
  "aws:kms/alias:Alias": [
    {
      on: ALIASES,
      source: terraform("kms/alias.go"),
      create: ["kms:CreateAlias"],
      update: ["kms:UpdateAlias"],
      delete: ["kms:DeleteAlias"],
    },
    {
      on: KEYS,
      source: ALIAS_SOURCE,
      create: ["kms:CreateAlias"],
      update: ["kms:UpdateAlias"],
      delete: ["kms:DeleteAlias"],
    },
    { on: anything("AllAliases"), source: terraform("kms/alias.go"), read: ["kms:ListAliases"] },
  ],
};
