import type { Clock } from "../../../core/clock.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import type { Operation } from "../../../core/service.ts";
import { describeBackups, updateBackups } from "../control-plane/backups.ts";
import type { Catalog } from "../control-plane/catalog.ts";
import type { Tables } from "../control-plane/tables.ts";
import { requireTableArn, type Tags } from "../control-plane/tags.ts";
import type { TimeToLive } from "../control-plane/time-to-live.ts";
import type {
  PointInTimeRecoverySpecification,
  Tag,
  TimeToLiveSpecification,
} from "../control-plane/types.ts";
import type { Table } from "../engine/table.ts";
import type { ResourceAccess } from "../resource-access.ts";
import {
  LIST_TAGS_OF_RESOURCE,
  NAMED_TABLE,
  TAG_RESOURCE,
  UNTAG_RESOURCE,
  UPDATE_CONTINUOUS_BACKUPS,
  UPDATE_TIME_TO_LIVE,
} from "../validation/table-shapes.ts";
import { operation } from "./operation.ts";

interface NamedTable {
  readonly TableName: string;
}

interface TaggedResource {
  readonly ResourceArn: string;
}

export interface TableSettings {
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly tables: Tables;
  readonly tags: Tags;
  readonly timeToLive: TimeToLive;
  readonly access: ResourceAccess;
}

/** Time to live, continuous backups and tags of tables. */
export function tableSettingsOperations(settings: TableSettings): Readonly<Record<string, Operation>> {
  const { access, catalog, clock, tables, tags, timeToLive } = settings;
  const tableAccess =
    (action: string) =>
    ({ TableName }: NamedTable) => [access.to(action, TableName)];
  const tagAccess =
    (action: string) =>
    ({ ResourceArn }: TaggedResource) => {
      requireTableArn(ResourceArn);
      return [access.to(action, ResourceArn)];
    };
  return {
    UpdateTimeToLive: operation<NamedTable & { TimeToLiveSpecification: TimeToLiveSpecification }, object>(
      "UpdateTimeToLive",
      UPDATE_TIME_TO_LIVE,
      tableAccess("UpdateTimeToLive"),
      ({ TableName, TimeToLiveSpecification: specification }) => {
        timeToLive.update(tables.require(TableName), specification);
        return { TimeToLiveSpecification: specification };
      },
    ),
    DescribeTimeToLive: operation<NamedTable, object>(
      "DescribeTimeToLive",
      NAMED_TABLE,
      tableAccess("DescribeTimeToLive"),
      ({ TableName }) => ({ TimeToLiveDescription: timeToLive.describe(tables.require(TableName)) }),
    ),
    UpdateContinuousBackups: operation<
      NamedTable & { PointInTimeRecoverySpecification: PointInTimeRecoverySpecification },
      object
    >(
      "UpdateContinuousBackups",
      UPDATE_CONTINUOUS_BACKUPS,
      tableAccess("UpdateContinuousBackups"),
      ({ TableName, PointInTimeRecoverySpecification: specification }) => {
        const table = requireBackedUp(catalog, TableName);
        updateBackups(table, specification, clock.now());
        return { ContinuousBackupsDescription: describeBackups(table, clock.now()) };
      },
    ),
    DescribeContinuousBackups: operation<NamedTable, object>(
      "DescribeContinuousBackups",
      NAMED_TABLE,
      tableAccess("DescribeContinuousBackups"),
      ({ TableName }) => ({
        ContinuousBackupsDescription: describeBackups(requireBackedUp(catalog, TableName), clock.now()),
      }),
    ),
    TagResource: operation<TaggedResource & { Tags: readonly Tag[] }, object>(
      "TagResource",
      TAG_RESOURCE,
      tagAccess("TagResource"),
      ({ ResourceArn, Tags }) => {
        tags.add(ResourceArn, Tags);
        return {};
      },
    ),
    UntagResource: operation<TaggedResource & { TagKeys: readonly string[] }, object>(
      "UntagResource",
      UNTAG_RESOURCE,
      tagAccess("UntagResource"),
      ({ ResourceArn, TagKeys }) => {
        tags.remove(ResourceArn, TagKeys);
        return {};
      },
    ),
    ListTagsOfResource: operation<TaggedResource & { NextToken?: string }, object>(
      "ListTagsOfResource",
      LIST_TAGS_OF_RESOURCE,
      tagAccess("ListTagsOfResource"),
      ({ ResourceArn, NextToken }) => {
        if (NextToken !== undefined && typeof NextToken !== "string")
          throw validationError("Invalid NextToken");
        return tags.list(ResourceArn, NextToken);
      },
    ),
  };
}

function requireBackedUp(catalog: Catalog, name: string): Table {
  const table = catalog.find(name);
  if (table === undefined) throw new AwsError("TableNotFoundException", `Table not found: ${name}`);
  return table;
}
