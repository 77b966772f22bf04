import type { IndexDefinition, TableDefinition, Throughput } from "../engine/definition.ts";
import type { KeySchema } from "../engine/schema.ts";
import type { Table } from "../engine/table.ts";

/** A table, or one of its indexes, as DescribeTable answers it. */
export type Description = Readonly<Record<string, unknown>>;

export type TableStatus = "CREATING" | "ACTIVE" | "UPDATING" | "DELETING";

export function describeTable(table: Table, status: TableStatus = "ACTIVE"): Description {
  const { definition, stream } = table;
  const indexes = (kind: "global" | "local") =>
    definition.indexes
      .filter((index) => index.kind === kind)
      .map((index) => describeIndex(table, index, status));
  const global = indexes("global");
  const local = indexes("local");
  return {
    AttributeDefinitions: definition.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: definition.name,
    KeySchema: describeKey(definition.key),
    TableStatus: status,
    CreationDateTime: definition.createdAt / 1000,
    ProvisionedThroughput: describeThroughput(definition.throughput),
    TableSizeBytes: table.sizeBytes,
    ItemCount: table.itemCount,
    TableArn: definition.arn,
    TableId: definition.id,
    ...billing(definition),
    ...(definition.onDemandThroughput && { OnDemandThroughput: definition.onDemandThroughput }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    }),
    ...(definition.kmsKeyArn !== undefined && {
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: definition.kmsKeyArn },
    }),
    TableClassSummary: { TableClass: definition.tableClass },
    DeletionProtectionEnabled: definition.deletionProtection,
  };
}

function describeIndex(table: Table, index: IndexDefinition, status: TableStatus): Description {
  const collection = table.indexes.get(index.name)?.collection;
  return {
    IndexName: index.name,
    KeySchema: describeKey(index.key),
    Projection: {
      ProjectionType: index.projectionType,
      ...(index.nonKeyAttributes.length > 0 && { NonKeyAttributes: index.nonKeyAttributes }),
    },
    IndexSizeBytes: collection?.bytes ?? 0,
    ItemCount: collection?.count ?? 0,
    IndexArn: `${table.definition.arn}/index/${index.name}`,
    ...(index.kind === "global" && {
      IndexStatus: status === "CREATING" ? "CREATING" : "ACTIVE",
      ProvisionedThroughput: describeThroughput(index.throughput),
      ...(index.onDemandThroughput && { OnDemandThroughput: index.onDemandThroughput }),
    }),
  };
}

export function describeKey(key: KeySchema): readonly Description[] {
  return [
    { AttributeName: key.hash.name, KeyType: "HASH" },
    ...(key.range ? [{ AttributeName: key.range.name, KeyType: "RANGE" }] : []),
  ];
}

function describeThroughput(throughput: Throughput | undefined): Description {
  return {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: throughput?.ReadCapacityUnits ?? 0,
    WriteCapacityUnits: throughput?.WriteCapacityUnits ?? 0,
  };
}

function billing({ billingMode, onDemandSince }: TableDefinition): Description {
  if (onDemandSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: billingMode,
      LastUpdateToPayPerRequestDateTime: onDemandSince / 1000,
    },
  };
}
