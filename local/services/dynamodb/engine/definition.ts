import type { PolicyDocument } from "../../../core/access.ts";
import type { IndexSchema, KeyAttribute, KeySchema } from "./schema.ts";
import type { StreamViewType } from "./stream.ts";

export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";
export type TableClass = "STANDARD" | "STANDARD_INFREQUENT_ACCESS";

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

/** A policy attached to a table or a stream. */
export interface ResourcePolicy {
  /** As it was given. */
  readonly json: string;
  readonly document: PolicyDocument;
  readonly revisionId: string;
}

/** An index with what it may be charged for. */
export interface IndexDefinition extends IndexSchema {
  readonly throughput?: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
}

/** Everything about a table but its items, in plain data. */
export interface TableDefinition {
  readonly name: string;
  readonly arn: string;
  /** A UUID: a table made anew under an old name is another table. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly attributes: readonly KeyAttribute[];
  readonly key: KeySchema;
  readonly indexes: readonly IndexDefinition[];
  readonly billingMode: BillingMode;
  /** Milliseconds since the epoch, for a table that was once switched to on demand. */
  readonly onDemandSince?: number;
  readonly throughput?: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly tableClass: TableClass;
  readonly deletionProtection: boolean;
  /** The ARN of the KMS key: a customer's or DynamoDB's own in the account. Absent for AWS's. */
  readonly kmsKeyArn?: string;
  readonly streamViewType?: StreamViewType;
  readonly ttlAttribute?: string;
  readonly recoveryPeriodInDays?: number;
  /** Milliseconds since the epoch; the earliest time a table with point-in-time recovery could be restored to. */
  readonly recoverableSince?: number;
  readonly resourcePolicy?: ResourcePolicy;
  readonly tags: Readonly<Record<string, string>>;
}
