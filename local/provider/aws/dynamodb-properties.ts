/** Between the properties of Pulumi's `aws:dynamodb/table:Table` and the requests of DynamoDB's API. */
import type {
  AttributeDefinition,
  CreateTableInput,
  IndexInput,
  KeySchemaElement,
  SseSpecification,
  Tag,
  UpdateTableInput,
} from "../../services/dynamodb/control-plane/types.ts";
import type { IndexDefinition } from "../../services/dynamodb/engine/definition.ts";
import type { Table } from "../../services/dynamodb/engine/table.ts";
import type { Properties } from "../resource.ts";
import { tagsOf } from "./documents.ts";

/** A table's inputs, once they are known and have passed the check. */
export interface TableProperties {
  readonly name: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly type: AttributeDefinition["AttributeType"];
  }[];
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly billingMode: NonNullable<CreateTableInput["BillingMode"]>;
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
  readonly onDemandThroughput?: OnDemandProperties;
  readonly globalSecondaryIndexes?: readonly IndexProperties[];
  readonly localSecondaryIndexes?: readonly IndexProperties[];
  readonly pointInTimeRecovery?: { readonly enabled: boolean; readonly recoveryPeriodInDays?: number };
  readonly serverSideEncryption?: { readonly enabled: boolean; readonly kmsKeyArn?: string };
  readonly ttl?: { readonly attributeName?: string; readonly enabled?: boolean };
  readonly streamEnabled?: boolean;
  readonly streamViewType?: NonNullable<CreateTableInput["StreamSpecification"]>["StreamViewType"];
  readonly deletionProtectionEnabled: boolean;
  readonly tableClass: NonNullable<CreateTableInput["TableClass"]>;
}

interface OnDemandProperties {
  readonly maxReadRequestUnits?: number;
  readonly maxWriteRequestUnits?: number;
}

export interface IndexProperties {
  readonly name: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
  /** The newer form of `hashKey` and `rangeKey`, in which a global index states its key. */
  readonly keySchemas?: readonly { readonly attributeName: string; readonly keyType: "HASH" | "RANGE" }[];
  readonly projectionType: NonNullable<IndexInput["Projection"]["ProjectionType"]>;
  readonly nonKeyAttributes?: readonly string[];
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
  readonly onDemandThroughput?: OnDemandProperties;
}

/** The attributes of an index's key, in whichever form it states them. */
export function indexKey({ hashKey, rangeKey, keySchemas = [] }: IndexProperties): {
  readonly hashKey: string | undefined;
  readonly rangeKey: string | undefined;
} {
  const attribute = (type: string) => keySchemas.find(({ keyType }) => keyType === type)?.attributeName;
  return { hashKey: hashKey || attribute("HASH"), rangeKey: rangeKey || attribute("RANGE") };
}

export function createTableInput(table: TableProperties, inputs: Properties): CreateTableInput {
  const global = table.globalSecondaryIndexes ?? [];
  const local = table.localSecondaryIndexes ?? [];
  return {
    TableName: table.name,
    ...attributeDefinitions(table),
    KeySchema: keySchema(table.hashKey, table.rangeKey),
    ...billing(table),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global.map((index) => globalIndex(table, index)) }),
    ...(local.length > 0 && {
      LocalSecondaryIndexes: local.map((index) => indexInput(index, table.hashKey)),
    }),
    ...(table.streamEnabled === true && { StreamSpecification: streamSpecification(table) }),
    ...(table.serverSideEncryption && { SSESpecification: sseSpecification(table) }),
    Tags: tagList(inputs),
    TableClass: table.tableClass,
    DeletionProtectionEnabled: table.deletionProtectionEnabled,
  };
}

export function attributeDefinitions(table: TableProperties): Pick<CreateTableInput, "AttributeDefinitions"> {
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
  };
}

export function billing(
  table: TableProperties,
): Pick<UpdateTableInput, "BillingMode" | "ProvisionedThroughput" | "OnDemandThroughput"> {
  const throughput = throughputOf(table, table);
  const onDemand = onDemandOf(table.onDemandThroughput);
  return {
    BillingMode: table.billingMode,
    ...(throughput && { ProvisionedThroughput: throughput }),
    ...(onDemand && { OnDemandThroughput: onDemand }),
  };
}

export function globalIndex(table: TableProperties, index: IndexProperties): IndexInput {
  const throughput = throughputOf(table, index);
  const onDemand = onDemandOf(index.onDemandThroughput);
  return {
    ...indexInput(index, indexKey(index).hashKey ?? ""),
    ...(throughput && { ProvisionedThroughput: throughput }),
    ...(onDemand && { OnDemandThroughput: onDemand }),
  };
}

export function streamSpecification(
  table: TableProperties,
): NonNullable<CreateTableInput["StreamSpecification"]> {
  const { streamEnabled = false, streamViewType } = table;
  return streamEnabled && streamViewType !== undefined
    ? { StreamEnabled: true, StreamViewType: streamViewType }
    : { StreamEnabled: streamEnabled };
}

export function sseSpecification({ serverSideEncryption }: TableProperties): SseSpecification {
  const { enabled = false, kmsKeyArn } = serverSideEncryption ?? {};
  if (!enabled) return { Enabled: false };
  return { Enabled: true, SSEType: "KMS", ...(kmsKeyArn && { KMSMasterKeyId: kmsKeyArn }) };
}

export function tagList(inputs: Properties): readonly Tag[] {
  return Object.entries(tagsOf(inputs)).map(([Key, Value]) => ({ Key, Value }));
}

/** What the real provider answers for a table as it is, beyond echoing the inputs. */
export function outputsOf({ definition, stream }: Table, inputs: Properties): Properties {
  const indexes = (kind: IndexDefinition["kind"]) =>
    definition.indexes.filter((index) => index.kind === kind);
  return {
    ...inputs,
    name: definition.name,
    arn: definition.arn,
    region: definition.arn.split(":")[3],
    attributes: definition.attributes.map(({ name, type }) => ({ name, type })),
    hashKey: definition.key.hash.name,
    ...(definition.key.range && { rangeKey: definition.key.range.name }),
    billingMode: definition.billingMode,
    readCapacity: definition.throughput?.ReadCapacityUnits ?? 0,
    writeCapacity: definition.throughput?.WriteCapacityUnits ?? 0,
    globalSecondaryIndexes: indexes("global").map((index) => ({
      ...indexOutputs(index),
      hashKey: index.key.hash.name,
      keySchemas: [
        { attributeName: index.key.hash.name, keyType: "HASH" },
        ...(index.key.range ? [{ attributeName: index.key.range.name, keyType: "RANGE" }] : []),
      ],
      readCapacity: index.throughput?.ReadCapacityUnits ?? 0,
      writeCapacity: index.throughput?.WriteCapacityUnits ?? 0,
    })),
    localSecondaryIndexes: indexes("local").map(indexOutputs),
    pointInTimeRecovery: {
      enabled: definition.recoveryPeriodInDays !== undefined,
      recoveryPeriodInDays: definition.recoveryPeriodInDays ?? 0,
    },
    ...(definition.kmsKeyArn !== undefined && {
      serverSideEncryption: { enabled: true, kmsKeyArn: definition.kmsKeyArn },
    }),
    ttl: { attributeName: definition.ttlAttribute ?? "", enabled: definition.ttlAttribute !== undefined },
    streamEnabled: stream !== undefined,
    streamViewType: stream?.viewType ?? "",
    streamArn: stream?.arn ?? "",
    streamLabel: stream?.label ?? "",
    deletionProtectionEnabled: definition.deletionProtection,
    tableClass: definition.tableClass,
  };
}

function indexOutputs(index: IndexDefinition): Properties {
  return {
    name: index.name,
    ...(index.key.range && { rangeKey: index.key.range.name }),
    projectionType: index.projectionType,
    nonKeyAttributes: index.nonKeyAttributes,
  };
}

function indexInput(index: IndexProperties, hashKey: string): IndexInput {
  const { nonKeyAttributes = [] } = index;
  return {
    IndexName: index.name,
    KeySchema: keySchema(hashKey, indexKey(index).rangeKey),
    Projection: {
      ProjectionType: index.projectionType,
      ...(nonKeyAttributes.length > 0 && { NonKeyAttributes: nonKeyAttributes }),
    },
  };
}

function keySchema(hashKey: string, rangeKey: string | undefined): readonly KeySchemaElement[] {
  return [
    { AttributeName: hashKey, KeyType: "HASH" },
    ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" } as const] : []),
  ];
}

function throughputOf(
  table: TableProperties,
  { readCapacity, writeCapacity }: Pick<TableProperties, "readCapacity" | "writeCapacity">,
): UpdateTableInput["ProvisionedThroughput"] {
  if (table.billingMode === "PAY_PER_REQUEST" || !readCapacity || !writeCapacity) return undefined;
  return { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity };
}

function onDemandOf(onDemand: OnDemandProperties | undefined): UpdateTableInput["OnDemandThroughput"] {
  return (
    onDemand && {
      ...(onDemand.maxReadRequestUnits && { MaxReadRequestUnits: onDemand.maxReadRequestUnits }),
      ...(onDemand.maxWriteRequestUnits && { MaxWriteRequestUnits: onDemand.maxWriteRequestUnits }),
    }
  );
}
