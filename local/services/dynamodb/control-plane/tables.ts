import type { Principal } from "../../../core/access.ts";
import type { Clock } from "../../../core/clock.ts";
import type { Changes } from "../../../core/durable.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import { identityUuid } from "../../../core/identity.ts";
import type { Encryption } from "../encryption.ts";
import type { TableDefinition } from "../engine/definition.ts";
import type { Stream } from "../engine/stream.ts";
import { Table } from "../engine/table.ts";
import { invalidParameter, tableNotFound } from "../errors.ts";
import type { Catalog } from "./catalog.ts";
import {
  requireCompatibleIndexes,
  requireGlobalIndexes,
  requireKeySchema,
  requireLocalIndexes,
  requireUsedDefinitions,
} from "./key-schema.ts";
import { requirePolicy } from "./resource-policies.ts";
import type { Streams } from "./streams.ts";
import { requireTags } from "./tags.ts";
import { requireThroughput } from "./throughput.ts";
import type { CreateTableInput, StreamSpecification, UpdateTableInput } from "./types.ts";
import { changeTable } from "./update-table.ts";

export interface TablesOptions {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly streams: Streams;
  readonly encryption: Encryption;
  /** Whether eventually consistent reads are to lag, which needs tables to remember what they were. */
  readonly keepsHistory: () => boolean;
  /** Told of every change of an item. */
  readonly changes: Changes;
}

/** Creates, changes and deletes tables. Answers say CREATING, UPDATING and DELETING as AWS's do; what they say is done at once. */
export class Tables {
  readonly #options: TablesOptions;

  constructor(options: TablesOptions) {
    this.#options = options;
  }

  /** @throws {AwsError} `ValidationException`, `ResourceInUseException` for a name that is taken. */
  create(principal: Principal, input: CreateTableInput): Table {
    const { catalog, clock, streams, encryption } = this.#options;
    const now = clock.now();
    const definition = requireDefinition(input, catalog.arnOf(input.TableName), now);
    const viewType = requireStream(input.StreamSpecification);
    if (catalog.get(input.TableName) !== undefined) {
      throw new AwsError("ResourceInUseException", `Table already exists: ${input.TableName}`);
    }
    const kmsKeyArn =
      input.SSESpecification && encryption.requireKey(principal, input.TableName, input.SSESpecification);
    const table = new Table({ ...definition, ...(kmsKeyArn !== undefined && { kmsKeyArn }) }, this.#options);
    if (viewType !== undefined) streams.enable(table, viewType);
    catalog.set(table);
    return table;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException`, `LimitExceededException` */
  update(principal: Principal, input: UpdateTableInput): Table {
    const { clock, streams, encryption } = this.#options;
    const table = this.require(input.TableName);
    const { definition } = table;
    const change = changeTable(definition, input, clock.now());
    const stream = input.StreamSpecification;
    if (stream?.StreamEnabled === true && table.stream !== undefined) {
      throw validationError(`Table already has an enabled stream: TableName: ${definition.name}`);
    }
    if (stream?.StreamEnabled === false && table.stream === undefined) {
      throw validationError(`Table has no stream to disable: TableName: ${definition.name}`);
    }
    const viewType = requireStream(stream);
    const { kmsKeyArn, ...rest } = change.definition;
    const key =
      input.SSESpecification === undefined
        ? kmsKeyArn
        : encryption.requireKey(principal, definition.name, input.SSESpecification);
    table.definition = { ...rest, ...(key !== undefined && { kmsKeyArn: key }) };
    for (const name of change.removedIndexes) table.indexes.delete(name);
    for (const index of change.addedIndexes) table.addIndex(index);
    if (stream?.StreamEnabled === false) streams.disable(table);
    if (viewType !== undefined) streams.enable(table, viewType);
    return table;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` for a protected table. */
  delete(nameOrArn: string): Table {
    const table = this.require(nameOrArn);
    if (table.definition.deletionProtection) {
      throw validationError(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    }
    this.#options.streams.disable(table);
    this.#options.catalog.delete(table.definition.name);
    return table;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, worded as control plane operations do. */
  require(nameOrArn: string): Table {
    const table = this.#options.catalog.find(nameOrArn);
    if (table === undefined) throw tableNotFound(nameOrArn);
    return table;
  }
}

function requireDefinition(input: CreateTableInput, arn: string, now: number): TableDefinition {
  const billingMode = input.BillingMode ?? "PROVISIONED";
  const definitions = input.AttributeDefinitions;
  const key = requireKeySchema(input.KeySchema, definitions);
  const indexes = [
    ...requireLocalIndexes(input.LocalSecondaryIndexes, definitions, key),
    ...requireGlobalIndexes(input.GlobalSecondaryIndexes, definitions),
  ];
  requireThroughput(billingMode, input.ProvisionedThroughput, indexes);
  requireCompatibleIndexes(indexes);
  requireUsedDefinitions(definitions, key, indexes);
  return {
    name: input.TableName,
    arn,
    id: identityUuid(),
    createdAt: now,
    attributes: definitions.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    key,
    indexes,
    billingMode,
    ...(billingMode === "PAY_PER_REQUEST" && { onDemandSince: now }),
    ...(input.ProvisionedThroughput && { throughput: input.ProvisionedThroughput }),
    ...(input.OnDemandThroughput && { onDemandThroughput: input.OnDemandThroughput }),
    tableClass: input.TableClass ?? "STANDARD",
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    ...(input.ResourcePolicy !== undefined && {
      resourcePolicy: {
        json: input.ResourcePolicy,
        document: requirePolicy(input.ResourcePolicy),
        revisionId: identityUuid(),
      },
    }),
    tags: requireTags({}, input.Tags ?? []),
  };
}

function requireStream(specification: StreamSpecification | undefined): Stream["viewType"] | undefined {
  if (specification === undefined) return undefined;
  const { StreamEnabled: enabled, StreamViewType: viewType } = specification;
  if (enabled && viewType === undefined) {
    throw invalidParameter("StreamViewType must be specified when StreamEnabled is true");
  }
  if (!enabled && viewType !== undefined) {
    throw invalidParameter("StreamViewType must not be specified when StreamEnabled is false");
  }
  return viewType;
}
