import type { Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { Keys } from "../../core/ports.ts";
import type { Operation, Service } from "../../core/service.ts";
import { Bodies } from "./bodies.ts";
import { bucketOperations } from "./bucket-operations.ts";
import { Buckets } from "./buckets.ts";
import { deleteOperations } from "./delete-operations.ts";
import { DurableObjects, DurableUploads } from "./durable.ts";
import { Encryption } from "./encryption.ts";
import { listOperations } from "./list-operations.ts";
import { multipartOperations } from "./multipart-operations.ts";
import type { Engine, Operations } from "./operations.ts";
import { readOperations } from "./read-operations.ts";
import { ROUTES } from "./routes.ts";
import { settingOperations } from "./setting-operations.ts";
import { tagOperations } from "./tag-operations.ts";
import { writeOperations } from "./write-operations.ts";

export interface S3Options {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly iam: Engine["iam"];
  /** Where contents are, unless they persist. */
  readonly workDirectory: string;
}

/**
 * Amazon S3: buckets with their settings, and objects with their versions, in memory while they are short and in files
 * otherwise. Lifecycle rules expire them by the clock. Not there: access control lists, notifications, replication,
 * storage classes, locks.
 */
export class S3 {
  readonly service: Service;
  readonly buckets: Buckets;
  readonly bodies: Bodies;
  readonly region: string;
  /** The objects. */
  readonly durables: readonly Durable[];
  readonly #deployer: Principal;

  constructor({ account, clock, keys, iam, workDirectory }: S3Options) {
    const changes = new Changes();
    const uploadChanges = new Changes();
    this.region = account.region;
    this.#deployer = { kind: "root", arn: globalArn(account, "iam", "root") };
    this.buckets = new Buckets({ account, clock, changes, uploadChanges });
    this.bodies = new Bodies(workDirectory);
    this.durables = [
      new DurableObjects(this.buckets, this.bodies, changes),
      new DurableUploads(this.buckets, this.bodies, uploadChanges),
    ];
    const encryption = new Encryption(keys);
    const engine: Engine = { account, clock, buckets: this.buckets, bodies: this.bodies, encryption, iam };
    this.service = {
      signingName: "s3",
      protocol: "restXml",
      xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
      routes: ROUTES,
      operations: openToAnybody({
        ...bucketOperations(engine),
        ...settingOperations(engine),
        ...writeOperations(engine),
        ...readOperations(engine),
        ...deleteOperations(engine),
        ...listOperations(engine),
        ...tagOperations(engine),
        ...multipartOperations(engine),
      }),
    };
  }

  /** Runs an operation for a deployment, which the account itself makes. @throws {AwsError} */
  async perform(operation: string, input: object): Promise<void> {
    const { handle } = this.service.operations[operation] as Operation<object>;
    await handle(input, { principal: this.#deployer, requestId: "" });
  }

  /** Drops contents that no object has, which a write that was cut off may have left. */
  sweep(): void {
    const versions = [...this.buckets].flatMap((bucket) =>
      bucket.keys().flatMap((key) => bucket.versions(key).flatMap(({ content }) => content?.body ?? [])),
    );
    const parts = [...this.buckets].flatMap(({ uploads }) =>
      [...uploads].flatMap((upload) => [...upload.parts.values()].map(({ body }) => body)),
    );
    this.bodies.dropAllBut([...versions, ...parts]);
  }

  close(): void {
    this.bodies.close();
  }

  /** Empties every bucket. */
  reset(): void {
    for (const bucket of this.buckets) bucket.clear();
  }
}

/** A call needs no signature where the bucket's policy lets anybody in. */
function openToAnybody(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, { ...operation, unauthenticated: true }]),
  );
}
