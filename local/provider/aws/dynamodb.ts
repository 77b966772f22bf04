import { isDeepStrictEqual } from "node:util";
import type { Principal } from "../../core/access.ts";
import { updateBackups } from "../../services/dynamodb/control-plane/backups.ts";
import type { UpdateTableInput } from "../../services/dynamodb/control-plane/types.ts";
import type { DynamoDb } from "../../services/dynamodb/dynamodb.ts";
import type { Table } from "../../services/dynamodb/engine/table.ts";
import {
  type CheckFailure,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";
import { tagsOf } from "./documents.ts";
import {
  attributeDefinitions,
  billing,
  createTableInput,
  globalIndex,
  type IndexProperties,
  indexKey,
  outputsOf,
  sseSpecification,
  streamSpecification,
  type TableProperties,
  tagList,
} from "./dynamodb-properties.ts";
import {
  block,
  checkProperties,
  flag,
  integer,
  list,
  oneOf,
  type Rule,
  type Rules,
  text,
} from "./property-rules.ts";

const attributeName = text({ min: 1, max: 255 });
const onDemandThroughput = block({ maxReadRequestUnits: integer(-1), maxWriteRequestUnits: integer(-1) });

const LOCAL_INDEX: Rules = {
  name: text({ min: 3, max: 255 }),
  rangeKey: attributeName,
  projectionType: oneOf("ALL", "INCLUDE", "KEYS_ONLY"),
  nonKeyAttributes: list(attributeName),
};

/** DynamoDB also takes up to four attributes of each type; the local cloud takes one. */
const indexKeySchemas: Rule = (value, path) => {
  const failures = list(
    block({ attributeName, keyType: oneOf("HASH", "RANGE") }, ["attributeName", "keyType"]),
    { min: 1, max: 2 },
  )(value, path);
  if (failures.length > 0 || !Array.isArray(value)) return failures;
  const types = value.map((element: Properties) => element.keyType).filter((type) => !isUnknown(type));
  return new Set(types).size === types.length
    ? []
    : [{ property: path, reason: "must have one HASH and at most one RANGE attribute on the local cloud" }];
};

const RULES: Rules = {
  name: text({ min: 3, max: 255 }),
  attributes: list(block({ name: attributeName, type: oneOf("S", "N", "B") }, ["name", "type"])),
  hashKey: attributeName,
  rangeKey: attributeName,
  billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
  readCapacity: integer(0),
  writeCapacity: integer(0),
  onDemandThroughput,
  globalSecondaryIndexes: list(
    block(
      {
        ...LOCAL_INDEX,
        hashKey: attributeName,
        keySchemas: indexKeySchemas,
        readCapacity: integer(0),
        writeCapacity: integer(0),
        onDemandThroughput,
      },
      ["name", "projectionType"],
    ),
    { max: 20 },
  ),
  localSecondaryIndexes: list(block(LOCAL_INDEX, ["name", "rangeKey", "projectionType"]), { max: 5 }),
  pointInTimeRecovery: block({ enabled: flag, recoveryPeriodInDays: integer(1, 35) }, ["enabled"]),
  serverSideEncryption: block({ enabled: flag, kmsKeyArn: text() }, ["enabled"]),
  ttl: block({ attributeName: text({ max: 255 }), enabled: flag }),
  streamEnabled: flag,
  streamViewType: oneOf("", "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"),
  deletionProtectionEnabled: flag,
  tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
};

/** The defaults of Pulumi's AWS provider. */
const DEFAULTS: Properties = {
  billingMode: "PROVISIONED",
  deletionProtectionEnabled: false,
  tableClass: "STANDARD",
};

/** `aws:dynamodb/table:Table`. */
export function dynamodbModule(dynamodb: DynamoDb): ProviderModule {
  return { resources: { "aws:dynamodb/table:Table": tableHandler(dynamodb) } };
}

function tableHandler(dynamodb: DynamoDb): ResourceHandler {
  const { tables, catalog, clock, root } = dynamodb;
  return {
    replaceOn: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs: Properties = { ...DEFAULTS, ...given, name: given.name ?? autoName(255) };
      const failures = checkProperties(inputs, RULES, ["hashKey"]);
      return { inputs, failures: failures.length > 0 ? failures : dependentFailures(inputs) };
    },
    create(inputs) {
      const properties = propertiesOf(inputs);
      const table = tables.create(root, createTableInput(properties, inputs));
      setRecovery(table, properties, clock.now());
      setTimeToLive(dynamodb, table, properties);
      return { id: table.definition.name, outputs: outputsOf(table, inputs) };
    },
    update(id, inputs) {
      const table = tables.require(id);
      const properties = propertiesOf(inputs);
      updateTable(dynamodb, root, table, properties);
      setRecovery(table, properties, clock.now());
      setTimeToLive(dynamodb, table, properties);
      replaceTags(dynamodb, table, inputs);
      return outputsOf(table, inputs);
    },
    delete(id) {
      if (catalog.get(id) !== undefined) tables.delete(id);
    },
    read(id, olds) {
      const table = catalog.get(id);
      return table && { id, outputs: outputsOf(table, { ...olds, tags: table.definition.tags }) };
    },
  };
}

function propertiesOf(inputs: Properties): TableProperties {
  return { attributes: [], ...inputs } as unknown as TableProperties;
}

/** The changes of one update, in the requests that AWS would take one after another. */
function updateTable(
  { tables }: DynamoDb,
  principal: Principal,
  table: Table,
  properties: TableProperties,
): void {
  const update = (changes: Omit<UpdateTableInput, "TableName">) =>
    tables.update(principal, { TableName: table.definition.name, ...changes });
  const wanted = new Map((properties.globalSecondaryIndexes ?? []).map((index) => [index.name, index]));
  const existing = table.definition.indexes.filter(({ kind }) => kind === "global");
  const stale = existing.filter(({ name, ...index }) => {
    const next = wanted.get(name);
    return next === undefined || !sameIndex(index, next);
  });
  for (const { name } of stale) update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] });
  update({
    ...throughputChange(table, properties),
    TableClass: properties.tableClass,
    DeletionProtectionEnabled: properties.deletionProtectionEnabled,
  });
  for (const [name, index] of wanted) {
    if (table.indexes.has(name)) continue;
    update({
      ...attributeDefinitions(properties),
      GlobalSecondaryIndexUpdates: [{ Create: globalIndex(properties, index) }],
    });
  }
  const stream = streamSpecification(properties);
  if (table.stream !== undefined && table.stream.viewType !== stream.StreamViewType) {
    update({ StreamSpecification: { StreamEnabled: false } });
  }
  if (stream.StreamEnabled && table.stream === undefined) update({ StreamSpecification: stream });
  const encryption = sseSpecification(properties);
  const encrypted = table.definition.kmsKeyArn !== undefined;
  if (encryption.Enabled || encrypted) update({ SSESpecification: encryption });
}

/** The billing mode and the throughputs of the table and of the indexes that stay, where they differ. */
function throughputChange(
  { definition }: Table,
  properties: TableProperties,
): Omit<UpdateTableInput, "TableName"> {
  const { ProvisionedThroughput: throughput, ...rest } = billing(properties);
  const wanted = new Map((properties.globalSecondaryIndexes ?? []).map((index) => [index.name, index]));
  const updates = definition.indexes.flatMap((index) => {
    const next = wanted.get(index.name);
    if (index.kind !== "global" || next === undefined) return [];
    const { ProvisionedThroughput, OnDemandThroughput } = globalIndex(properties, next);
    if (ProvisionedThroughput === undefined && OnDemandThroughput === undefined) return [];
    return [
      {
        Update: {
          IndexName: index.name,
          ...(ProvisionedThroughput && { ProvisionedThroughput }),
          ...(OnDemandThroughput && { OnDemandThroughput }),
        },
      },
    ];
  });
  return {
    ...rest,
    ...(throughput &&
      !isDeepStrictEqual(throughput, definition.throughput) && { ProvisionedThroughput: throughput }),
    ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
  };
}

function sameIndex(
  index: Omit<Table["definition"]["indexes"][number], "name">,
  next: IndexProperties,
): boolean {
  return (
    index.key.hash.name === indexKey(next).hashKey &&
    index.key.range?.name === indexKey(next).rangeKey &&
    index.projectionType === next.projectionType &&
    isDeepStrictEqual(new Set(index.nonKeyAttributes), new Set(next.nonKeyAttributes ?? []))
  );
}

function setRecovery(table: Table, { pointInTimeRecovery }: TableProperties, now: number): void {
  const { enabled = false, recoveryPeriodInDays } = pointInTimeRecovery ?? {};
  updateBackups(
    table,
    {
      PointInTimeRecoveryEnabled: enabled,
      ...(enabled && recoveryPeriodInDays !== undefined && { RecoveryPeriodInDays: recoveryPeriodInDays }),
    },
    now,
  );
}

function setTimeToLive({ timeToLive }: DynamoDb, table: Table, { ttl }: TableProperties): void {
  const wanted = ttl?.enabled === true ? ttl.attributeName : undefined;
  const current = table.definition.ttlAttribute;
  if (wanted === current) return;
  if (current !== undefined) timeToLive.update(table, { Enabled: false, AttributeName: current });
  if (wanted !== undefined) timeToLive.update(table, { Enabled: true, AttributeName: wanted });
}

function replaceTags({ tags }: DynamoDb, table: Table, inputs: Properties): void {
  const { arn, tags: existing } = table.definition;
  const wanted = tagsOf(inputs);
  const removed = Object.keys(existing).filter((key) => !Object.hasOwn(wanted, key));
  if (removed.length > 0) tags.remove(arn, removed);
  const list = tagList(inputs);
  if (list.length > 0) tags.add(arn, list);
}

/** What is wrong with properties taken together, as Pulumi's AWS provider words it. Nothing while any of them is unknown. */
function dependentFailures(inputs: Properties): readonly CheckFailure[] {
  if (hasUnknown(inputs)) return [];
  const properties = propertiesOf(inputs);
  const defined = new Set(properties.attributes.map(({ name }) => name));
  const indexes = [...(properties.globalSecondaryIndexes ?? []), ...(properties.localSecondaryIndexes ?? [])];
  const keys = new Set(
    [properties, ...indexes.map(indexKey)]
      .flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])
      .filter((key) => key),
  );
  const failures: CheckFailure[] = (properties.globalSecondaryIndexes ?? []).flatMap((index, position) =>
    indexKey(index).hashKey === undefined
      ? [
          {
            property: `globalSecondaryIndexes[${position}]`,
            reason: "needs a hashKey, or keySchemas with a HASH",
          },
        ]
      : [],
  );
  const quoted = (names: readonly unknown[]) => names.map((name) => JSON.stringify(name)).join(", ");
  const unused = [...defined].filter((name) => !keys.has(name));
  if (unused.length > 0) {
    failures.push({
      property: "attributes",
      reason: `all attributes must be indexed. Unused attributes: [${quoted(unused)}]`,
    });
  }
  const undefinedKeys = [...keys].filter((key) => key !== undefined && !defined.has(key));
  if (undefinedKeys.length > 0) {
    failures.push({
      property: "attributes",
      reason: `all indexes must match a defined attribute. Unmatched indexes: [${quoted(undefinedKeys)}]`,
    });
  }
  if (properties.streamEnabled === true && !properties.streamViewType) {
    failures.push({ property: "streamViewType", reason: "is required when streamEnabled is true" });
  }
  if (properties.ttl?.enabled === true && !properties.ttl.attributeName) {
    failures.push({ property: "ttl.attributeName", reason: "is required when ttl.enabled is true" });
  }
  return failures;
}

function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
