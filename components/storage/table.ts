import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import type { EncryptionKey } from "./key.ts";

/** An attribute of a key, and its type: string or number. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N";
}

/** A global secondary index that holds nothing but keys. Items without them are not in it. */
export interface IndexArgs {
  readonly hashKey: KeyAttribute;
  readonly rangeKey: KeyAttribute;
}

export interface TableArgs {
  /** The partition key, a string attribute. */
  readonly hashKey: string;
  /** By their names. Default none. */
  readonly indexes?: Readonly<Record<string, IndexArgs>>;
  /** The number attribute with the second, since 1970, from which DynamoDB may delete an item. Default: it deletes none. */
  readonly expiresAt?: string;
  readonly key: EncryptionKey;
  /** Protects the table from deletion, by Pulumi and by DynamoDB itself. */
  readonly protect: boolean;
}

/**
 * A DynamoDB table: on demand, encrypted with a customer-managed key, and restorable to any second of the last 35 days.
 *
 * Whoever reads or writes it needs `kms:Decrypt` on the key as well: DynamoDB opens the table's own key with the
 * caller's permission, to write too (DynamoDB Developer Guide, "How DynamoDB uses AWS KMS"). Grants bring it.
 */
export class Table extends Component {
  static readonly __pulumiType = "orderflow:storage:Table";

  readonly arn: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;
  readonly #name: string;
  readonly #key: EncryptionKey;

  constructor(name: string, args: TableArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Table.__pulumiType, name, opts);
    this.#name = name;
    this.#key = args.key;

    const table = new aws.dynamodb.Table(
      name,
      {
        name: physicalName(NAME_LIMITS.table, name),
        billingMode: "PAY_PER_REQUEST",
        attributes: attributesOf(args),
        hashKey: args.hashKey,
        ...(args.indexes !== undefined && { globalSecondaryIndexes: indexesOf(args.indexes) }),
        ...(args.expiresAt !== undefined && { ttl: { attributeName: args.expiresAt, enabled: true } }),
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.key.arn },
        deletionProtectionEnabled: args.protect,
      },
      this.stateful(args.protect),
    );

    this.arn = table.arn;
    this.tableName = table.name;
    this.registerOutputs({ arn: this.arn, tableName: this.tableName });
  }

  /** Write new items: `dynamodb:PutItem`. The variable `env` holds the table's name. */
  creator(env: string): Grant {
    return this.#grant(env, "dynamodb:PutItem");
  }

  /** Read single items: `dynamodb:GetItem`. The variable `env` holds the table's name. */
  reader(env: string): Grant {
    return this.#grant(env, "dynamodb:GetItem");
  }

  /** Change single items: `dynamodb:UpdateItem`. The variable `env` holds the table's name. */
  updater(env: string): Grant {
    return this.#grant(env, "dynamodb:UpdateItem");
  }

  /** Query one of its indexes, not the table: `dynamodb:Query`. The variable `env` holds the table's name. */
  indexReader(env: string, index: string): Grant {
    const arn = pulumi.interpolate`${this.arn}/index/${index}`;
    return this.#grant(env, "dynamodb:Query", pascalCase(this.#name, index, "index"), arn);
  }

  #grant(env: string, action: string, Sid = pascalCase(this.#name, "table"), resource = this.arn): Grant {
    return {
      env: { [env]: this.tableName },
      statements: [
        { Sid, Effect: "Allow", Action: [action], Resource: [resource] },
        this.#key.usedThrough("dynamodb", pascalCase(this.#name, "table", "key"), ["kms:Decrypt"]),
      ],
    };
  }
}

/** DynamoDB wants every attribute that is part of a key declared, once. */
function attributesOf({ hashKey, indexes = {} }: TableArgs): KeyAttribute[] {
  const keys = Object.values(indexes).flatMap((index) => [index.hashKey, index.rangeKey]);
  return [
    ...new Map([{ name: hashKey, type: "S" } as const, ...keys].map((key) => [key.name, key])).values(),
  ];
}

function indexesOf(indexes: Readonly<Record<string, IndexArgs>>) {
  return Object.entries(indexes).map(([name, { hashKey, rangeKey }]) => ({
    name,
    keySchemas: [
      { attributeName: hashKey.name, keyType: "HASH" },
      { attributeName: rangeKey.name, keyType: "RANGE" },
    ],
    projectionType: "KEYS_ONLY",
  }));
}
