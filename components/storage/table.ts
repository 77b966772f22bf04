import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import type { EncryptionKey } from "./key.ts";

export interface TableArgs {
  /** The partition key, a string attribute. */
  readonly hashKey: string;
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
        attributes: [{ name: args.hashKey, type: "S" }],
        hashKey: args.hashKey,
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

  #grant(env: string, action: string): Grant {
    return {
      env: { [env]: this.tableName },
      statements: [
        { Sid: pascalCase(this.#name, "table"), Effect: "Allow", Action: [action], Resource: [this.arn] },
        this.#key.usedThrough("dynamodb", pascalCase(this.#name, "table", "key"), ["kms:Decrypt"]),
      ],
    };
  }
}
