import { regionalArn } from "../place.ts";
import { KEYS } from "./kms.ts";
import { documentation, type Lives, tags, terraform } from "./life.ts";
import { named, notOthers, type Scope } from "./scopes.ts";

const TABLES = named("Tables", "dynamodb", "table/NAME");

/** The key that a table is encrypted with, by way of DynamoDB only. */
function tableKeys(
  sid: string,
  more: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Scope {
  return {
    sid,
    resources: (place) => [regionalArn(place, "kms", "key/*")],
    conditions: (place) => ({
      ...notOthers(place),
      ...more,
      StringEquals: { "kms:ViaService": `dynamodb.${place.region}.amazonaws.com` },
    }),
  };
}

const KEY_SOURCE = documentation("AWS KMS Developer Guide", "How Amazon DynamoDB uses AWS KMS");

export const DYNAMODB: Lives = {
  "aws:dynamodb/table:Table": [
    {
      on: TABLES,
      source: terraform("dynamodb/table.go"),
      create: ["dynamodb:CreateTable", "dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTimeToLive"],
      read: ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTimeToLive"],
      update: ["dynamodb:UpdateTable", "dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTimeToLive"],
      delete: ["dynamodb:DeleteTable"],
    },
    tags(TABLES, "dynamodb", {
      list: "dynamodb:ListTagsOfResource",
      tag: "dynamodb:TagResource",
      untag: "dynamodb:UntagResource",
    }),
    // Whether a table's key is the one that AWS manages, which it looks up for that.
    { on: KEYS, source: terraform("dynamodb/table.go"), read: ["kms:DescribeKey"] },
    {
      on: tableKeys("TableKeys"),
      source: KEY_SOURCE,
      create: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      update: ["kms:Decrypt", "kms:DescribeKey"],
    },
    {
      on: tableKeys("TableKeyGrants", { Bool: { "kms:GrantIsForAWSResource": "true" } }),
      source: KEY_SOURCE,
      create: ["kms:CreateGrant"],
      update: ["kms:CreateGrant"],
    },
  ],
};
