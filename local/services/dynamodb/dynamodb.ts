import type { Authorizer, Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { Keys } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { Catalog } from "./control-plane/catalog.ts";
import { ResourcePolicies } from "./control-plane/resource-policies.ts";
import { Streams } from "./control-plane/streams.ts";
import { Tables } from "./control-plane/tables.ts";
import { Tags } from "./control-plane/tags.ts";
import { TimeToLive } from "./control-plane/time-to-live.ts";
import type { DataPlane } from "./data-plane/data-plane.ts";
import { Idempotency } from "./data-plane/idempotency.ts";
import { DurableItems, DurableStreams } from "./durable.ts";
import { Encryption } from "./encryption.ts";
import { accountOperations } from "./operations/account-operations.ts";
import { batchOperations } from "./operations/batch-operations.ts";
import { itemOperations } from "./operations/item-operations.ts";
import { partiqlOperations } from "./operations/partiql-operations.ts";
import { resourcePolicyOperations } from "./operations/resource-policy-operations.ts";
import { streamOperations } from "./operations/stream-operations.ts";
import { tableOperations } from "./operations/table-operations.ts";
import { tableSettingsOperations } from "./operations/table-settings-operations.ts";
import { transactionOperations } from "./operations/transaction-operations.ts";
import { ResourceAccess } from "./resource-access.ts";
import { StreamReads } from "./streams-api/stream-reads.ts";

export interface DynamoDbOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly authorizer: Authorizer;
  /** The URL that clients call. */
  readonly endpoint: () => string;
  /**
   * How many milliseconds old the state is that the next eventually consistent read sees, up to a minute: every read of
   * a global index, and every other read without `ConsistentRead`. Absent: reads always see the newest state.
   */
  readonly readLag?: DataPlane["readLag"];
  /** Whether `readLag` may answer more than 0 by now: what items were is kept only then. Absent: always. */
  readonly readsLag?: () => boolean;
  /** Asked as each transaction begins: the positions of the items that another transaction holds. Absent: none ever. */
  readonly transactionConflicts?: DataPlane["transactionConflicts"];
}

/**
 * DynamoDB in memory: tables with their indexes, streams, time to live, transactions and customer-managed keys.
 * Backups and restores, imports, exports and replicas are not there and are refused by name. A new or changed table is ready at once.
 * Source: Amazon DynamoDB API Reference, version 2012-08-10, and Amazon DynamoDB Developer Guide.
 */
export class DynamoDb {
  readonly service: Service;
  readonly tables: Tables;
  readonly tags: Tags;
  readonly timeToLive: TimeToLive;
  readonly catalog: Catalog;
  readonly streams: Streams;
  readonly clock: Clock;
  /** The principal for which the provider acts. */
  readonly root: Principal;
  /** Items, streams, and which transactions were made under a token. */
  readonly durables: readonly Durable[];
  readonly #idempotency: Idempotency<object>;

  constructor(options: DynamoDbOptions) {
    const { account, clock, keys, authorizer, endpoint, readLag, readsLag, transactionConflicts } = options;
    const catalog = new Catalog(account);
    this.#idempotency = new Idempotency(clock);
    this.catalog = catalog;
    this.clock = clock;
    this.root = { kind: "root", arn: globalArn(account, "iam", "root") };
    const encryption = new Encryption(account, keys);
    const itemChanges = new Changes();
    const streamChanges = new Changes();
    const streams = new Streams(account, clock, streamChanges);
    this.streams = streams;
    this.tables = new Tables({
      clock,
      catalog,
      streams,
      encryption,
      keepsHistory: readsLag ?? (() => readLag !== undefined),
      changes: itemChanges,
    });
    this.durables = [
      new DurableItems(catalog, itemChanges),
      new DurableStreams(streams, streamChanges),
      this.#idempotency,
    ];
    this.tags = new Tags(catalog);
    this.timeToLive = new TimeToLive(clock, catalog);
    const access = new ResourceAccess(catalog, streams);
    const plane: DataPlane = { catalog, encryption, clock, readLag, transactionConflicts };
    this.service = {
      signingName: "dynamodb",
      protocol: "awsJson1.0",
      targetPrefix: "DynamoDB_20120810",
      operations: {
        ...accountOperations(endpoint),
        ...tableOperations(catalog, this.tables, access),
        ...tableSettingsOperations({
          clock,
          catalog,
          tables: this.tables,
          tags: this.tags,
          timeToLive: this.timeToLive,
          access,
        }),
        ...resourcePolicyOperations(new ResourcePolicies(catalog, streams), access),
        ...itemOperations(plane, access),
        ...batchOperations(plane, access),
        ...transactionOperations(plane, access, this.#idempotency),
        ...partiqlOperations(plane, access, this.#idempotency, authorizer),
        ...streamOperations(access, new StreamReads({ clock, streams, encryption })),
      },
    };
  }

  /** Empties every table. */
  reset(): void {
    for (const table of this.catalog) table.clear();
    this.#idempotency.forget();
  }

  close(): void {
    this.timeToLive.close();
  }
}
