import { AwsError, validationError } from "../../../core/errors.ts";
import type { IndexDefinition, TableDefinition, Throughput } from "../engine/definition.ts";
import { keyNames } from "../engine/schema.ts";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import { requireCompatibleIndexes, requireIndex } from "./key-schema.ts";
import { requireThroughput } from "./throughput.ts";
import type { AttributeDefinition, IndexUpdate, UpdateTableInput } from "./types.ts";

/** What UpdateTable makes of a table, streams and keys left aside. */
export interface TableChange {
  readonly definition: TableDefinition;
  readonly addedIndexes: readonly IndexDefinition[];
  readonly removedIndexes: readonly string[];
}

/** @throws {AwsError} `ValidationException`, `LimitExceededException`, `ResourceNotFoundException` for an index. */
export function changeTable(table: TableDefinition, input: UpdateTableInput, now: number): TableChange {
  const { TableName: _name, AttributeDefinitions: _definitions, ...changes } = input;
  if (Object.keys(changes).length === 0) {
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or " +
        "SSESpecification or ReplicaUpdates is required",
    );
  }
  const billingMode = input.BillingMode ?? table.billingMode;
  const definitions = mergedDefinitions(table, input.AttributeDefinitions ?? []);
  const indexes = changeIndexes(table, input.GlobalSecondaryIndexUpdates ?? [], definitions, billingMode);
  const throughput = changedThroughput(table, input);
  requireThroughput(billingMode, throughput, indexes.all);
  requireCompatibleIndexes(indexes.all);
  const used = keyNames(table.key, ...indexes.all.map(({ key }) => key));
  const { throughput: _old, ...rest } = table;
  return {
    definition: {
      ...rest,
      attributes: definitions
        .filter(({ AttributeName }) => used.has(AttributeName))
        .map(({ AttributeName, AttributeType }) => ({ name: AttributeName, type: AttributeType })),
      indexes: indexes.all,
      billingMode,
      ...(billingMode === "PAY_PER_REQUEST" && { onDemandSince: table.onDemandSince ?? now }),
      ...(throughput && { throughput }),
      ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
      ...(input.TableClass && { tableClass: input.TableClass }),
      ...(input.DeletionProtectionEnabled !== undefined && {
        deletionProtection: input.DeletionProtectionEnabled,
      }),
    },
    addedIndexes: indexes.added,
    removedIndexes: indexes.removed,
  };
}

function changedThroughput(table: TableDefinition, input: UpdateTableInput): Throughput | undefined {
  const { ProvisionedThroughput: requested, BillingMode: mode = table.billingMode } = input;
  if (requested === undefined) return mode === "PAY_PER_REQUEST" ? undefined : table.throughput;
  const current = table.throughput;
  if (
    requested.ReadCapacityUnits === current?.ReadCapacityUnits &&
    requested.WriteCapacityUnits === current.WriteCapacityUnits &&
    mode === table.billingMode
  ) {
    throw validationError(
      "The provisioned throughput for the table will not change. The requested value equals the current value. " +
        `Current ReadCapacityUnits provisioned for the table: ${current.ReadCapacityUnits}. ` +
        `Requested ReadCapacityUnits: ${requested.ReadCapacityUnits}. ` +
        `Current WriteCapacityUnits provisioned for the table: ${current.WriteCapacityUnits}. ` +
        `Requested WriteCapacityUnits: ${requested.WriteCapacityUnits}. ` +
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    );
  }
  return requested;
}

/** The definitions there were and those that are new; an attribute in use keeps its type. */
function mergedDefinitions(
  table: TableDefinition,
  added: readonly AttributeDefinition[],
): readonly AttributeDefinition[] {
  const merged = new Map(table.attributes.map(({ name, type }) => [name, type]));
  for (const { AttributeName: name, AttributeType: type } of added) {
    if (merged.has(name) && merged.get(name) !== type) {
      throw invalidParameter(`Attribute ${name} is redefined from type ${merged.get(name)} to type ${type}`);
    }
    merged.set(name, type);
  }
  return [...merged].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function changeIndexes(
  table: TableDefinition,
  updates: readonly IndexUpdate[],
  definitions: readonly AttributeDefinition[],
  billingMode: TableDefinition["billingMode"],
) {
  if (updates.filter(({ Create, Delete }) => Create !== undefined || Delete !== undefined).length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  const all = new Map<string, IndexDefinition>();
  for (const index of table.indexes) {
    const { throughput: _, ...unprovisioned } = index;
    all.set(index.name, billingMode === "PAY_PER_REQUEST" ? unprovisioned : index);
  }
  const added: IndexDefinition[] = [];
  const removed: string[] = [];
  for (const update of updates) {
    if ([update.Create, update.Update, update.Delete].filter((part) => part !== undefined).length !== 1) {
      throw invalidParameter(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, " +
          "GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (update.Create !== undefined) {
      if (all.has(update.Create.IndexName)) {
        throw validationError("Attempting to create an index which already exists");
      }
      const index = requireIndex(update.Create, "global", definitions);
      added.push(index);
      all.set(index.name, index);
      continue;
    }
    const name = (update.Update ?? update.Delete)?.IndexName ?? "";
    const index = all.get(name);
    if (index?.kind !== "global") throw resourceNotFound();
    if (update.Delete !== undefined) {
      removed.push(name);
      all.delete(name);
    } else {
      all.set(name, {
        ...index,
        ...(update.Update?.ProvisionedThroughput && { throughput: update.Update.ProvisionedThroughput }),
        ...(update.Update?.OnDemandThroughput && { onDemandThroughput: update.Update.OnDemandThroughput }),
      });
    }
  }
  return { all: [...all.values()], added, removed };
}
