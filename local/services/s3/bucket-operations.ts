import { createHash } from "node:crypto";
import type { Members } from "../../core/members.ts";
import { malformedXml } from "../../gateway/xml.ts";
import { invalidArgument, notImplemented, s3Error } from "./errors.ts";
import { bucketIn, conditions, type Engine, type Operations, onBucket, operation } from "./operations.ts";
import { elements, requiredText, structureOf, textOf } from "./structures.ts";
import { readBucketTags } from "./tags.ts";

const OWNER_ENFORCED = "BucketOwnerEnforced";

/** Buckets themselves. */
export function bucketOperations(engine: Engine): Operations {
  const { account, buckets } = engine;
  return {
    ListBuckets: operation(
      () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
      (input) => ({ ListAllMyBucketsResult: listBuckets(engine, input) }),
    ),
    CreateBucket: operation(
      (input) => [
        {
          action: "s3:CreateBucket",
          resource: buckets.arnOf(input.text("Bucket")),
          context: { ...conditions(input), ...locationCondition(input) },
        },
      ],
      (input) => {
        const ownership = input.optionalText("ObjectOwnership") ?? OWNER_ENFORCED;
        refuseAcls(input, ownership);
        if (input.optionalBoolean("ObjectLockEnabledForBucket") === true)
          throw notImplemented("buckets with object locks");
        const { location, tags } = configuration(input);
        const { name } = buckets.create(input.text("Bucket"), location, tags);
        return { Location: `/${name}` };
      },
    ),
    HeadBucket: operation(onBucket(engine, "s3:ListBucket"), (input) => {
      bucketIn(engine, input);
      return { BucketRegion: account.region };
    }),
    GetBucketLocation: operation(onBucket(engine, "s3:GetBucketLocation"), (input) => {
      bucketIn(engine, input);
      return { LocationConstraint: account.region === "us-east-1" ? "" : account.region };
    }),
    DeleteBucket: operation(onBucket(engine, "s3:DeleteBucket"), (input) => {
      buckets.delete(input.text("Bucket"));
      return {};
    }),
  };
}

const MAX_BUCKETS = 10_000;

function listBuckets({ account, buckets }: Engine, input: Members): object {
  const prefix = input.optionalText("Prefix") ?? "";
  const after = Buffer.from(input.optionalText("ContinuationToken") ?? "", "base64url").toString("utf8");
  const region = input.optionalText("BucketRegion") ?? account.region;
  const size = input.optionalInteger("MaxBuckets") ?? MAX_BUCKETS;
  if (size < 1 || size > MAX_BUCKETS)
    throw invalidArgument("Argument max-buckets must be an integer between 1 and 10000");
  const all = [...buckets]
    .filter(({ name }) => name.startsWith(prefix) && name > after && region === account.region)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const page = all.slice(0, size);
  const last = all.length > size ? page.at(-1)?.name : undefined;
  return {
    Owner: { ID: ownerId(account.accountId) },
    Buckets: {
      Bucket: page.map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: new Date(createdAt),
        BucketRegion: account.region,
      })),
    },
    Prefix: input.optionalText("Prefix"),
    ContinuationToken: last === undefined ? undefined : Buffer.from(last).toString("base64url"),
  };
}

function configuration(input: Members) {
  const given = structureOf(input.value("CreateBucketConfiguration") ?? {});
  if (given.Location !== undefined || given.Bucket !== undefined) throw s3Error("MethodNotAllowed");
  const unknown = Object.keys(given).find((name) => !["LocationConstraint", "Tags"].includes(name));
  if (unknown !== undefined) throw malformedXml();
  return { location: textOf(given, "LocationConstraint"), tags: readBucketTags(given.Tags ?? {}) };
}

function locationCondition(input: Members): Readonly<Record<string, string>> {
  const { location } = configuration(input);
  return location === undefined ? {} : { "s3:LocationConstraint": location };
}

/** Access control lists are off in new buckets, and can't be turned on here. */
export function refuseAcls(input: Members, ownership: string | undefined): void {
  const acl = input.optionalText("ACL");
  const allowed = acl === undefined || acl === "private" || acl === "bucket-owner-full-control";
  const grants = ["GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP"];
  const granted = grants.some((name) => input.value(name) !== undefined);
  if (!allowed || granted || (ownership ?? OWNER_ENFORCED) !== OWNER_ENFORCED)
    throw s3Error("AccessControlListNotSupported");
}

/** @throws {AwsError} for what would turn access control lists on */
export function requireOwnerEnforced(given: unknown): string {
  const [rule, ...more] = elements(structureOf(given), "Rule");
  if (rule === undefined || more.length > 0) throw malformedXml();
  const ownership = requiredText(structureOf(rule), "ObjectOwnership");
  if (ownership !== OWNER_ENFORCED) throw s3Error("AccessControlListNotSupported");
  return ownership;
}

/** The canonical user id of an account. */
export function ownerId(accountId: string): string {
  return createHash("sha256").update(accountId).digest("hex");
}
