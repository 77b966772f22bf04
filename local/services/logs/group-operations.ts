import type { Members } from "../../core/members.ts";
import { constraintFailure, invalidParameter } from "./errors.ts";
import type { LogGroup, LogGroupClass } from "./log-group.ts";
import type { LogStream } from "./log-stream.ts";
import {
  accessTo,
  type Engine,
  nameInArn,
  type Operations,
  onGroup,
  onStream,
  operation,
  page,
} from "./operations.ts";

const STREAM_NAME = /^[^:*]{1,512}$/;

/** The operations on log groups and streams, as opposed to events. */
export function groupOperations(engine: Engine): Operations {
  const { groups, clock } = engine;
  return {
    CreateLogGroup: operation(
      (input) => [accessTo(engine, "logs:CreateLogGroup", input.text("logGroupName"), "")],
      (input) => {
        groups.create(input.text("logGroupName"), {
          logGroupClass: readClass(input.optionalText("logGroupClass")),
          kmsKeyId: input.optionalText("kmsKeyId"),
          deletionProtectionEnabled: input.optionalBoolean("deletionProtectionEnabled"),
          tags: input.optionalTextMap("tags"),
        });
        return {};
      },
    ),
    DeleteLogGroup: onGroup(engine, "logs:DeleteLogGroup", (group) => {
      groups.delete(group);
      return {};
    }),
    DescribeLogGroups: operation(
      (input) => [
        accessTo(engine, "logs:DescribeLogGroups", input.optionalText("logGroupNamePrefix") ?? "", ""),
      ],
      (input) => {
        input.refuse(
          "DescribeLogGroups",
          "accountIdentifiers",
          "includeLinkedAccounts",
          "logGroupIdentifiers",
        );
        const { items, ...rest } = page(input, groups.list().filter(groupFilter(input)));
        return { logGroups: items.map(describeGroup), ...rest };
      },
    ),
    PutRetentionPolicy: onGroup(engine, "logs:PutRetentionPolicy", (group, input) => {
      groups.setRetention(group, input.integer("retentionInDays"));
      return {};
    }),
    DeleteRetentionPolicy: onGroup(engine, "logs:DeleteRetentionPolicy", (group) => {
      group.retentionInDays = undefined;
      return {};
    }),
    AssociateKmsKey: onGroup(engine, "logs:AssociateKmsKey", (group, input) => {
      groups.associateKey(group, input.text("kmsKeyId"));
      return {};
    }),
    DisassociateKmsKey: onGroup(engine, "logs:DisassociateKmsKey", (group) => {
      group.kmsKeyId = undefined;
      return {};
    }),
    PutLogGroupDeletionProtection: onGroup(engine, "logs:PutLogGroupDeletionProtection", (group, input) => {
      group.deletionProtection = input.optionalBoolean("deletionProtectionEnabled") ?? false;
      return {};
    }),
    CreateLogStream: onStream(engine, "logs:CreateLogStream", (group, streamName) => {
      if (!STREAM_NAME.test(streamName)) {
        throw constraintFailure(
          streamName,
          "logStreamName",
          "Member must have 1 to 512 characters without ':' and '*'",
        );
      }
      group.createStream(streamName, clock.now());
      return {};
    }),
    DeleteLogStream: onStream(engine, "logs:DeleteLogStream", (group, streamName) => {
      group.deleteStream(streamName);
      return {};
    }),
    DescribeLogStreams: onGroup(engine, "logs:DescribeLogStreams", (group, input) => {
      const { items, ...rest } = page(input, orderedStreams(group, input));
      return { logStreams: items.map(describeStream), ...rest };
    }),
    ...tagOperations(engine),
  };
}

/** Tags are addressed by the group's ARN, with nothing behind it. */
function tagOperations(engine: Engine): Operations {
  const onTags = (action: string, handle: (group: LogGroup, input: Members) => unknown) =>
    operation(
      (input) => [{ action, resource: input.text("resourceArn") }],
      (input) => handle(engine.groups.require(nameInArn(engine, input.text("resourceArn"))), input),
    );
  return {
    TagResource: onTags("logs:TagResource", (group, input) => {
      engine.groups.tag(group, input.optionalTextMap("tags") ?? {});
      return {};
    }),
    UntagResource: onTags("logs:UntagResource", (group, input) => {
      for (const key of input.optionalTexts("tagKeys") ?? []) group.tags.delete(key);
      return {};
    }),
    ListTagsForResource: onTags("logs:ListTagsForResource", (group) => ({
      tags: Object.fromEntries(group.tags),
    })),
  };
}

/** @throws {AwsError} `InvalidParameterException` */
function readClass(value: string | undefined): LogGroupClass {
  if (value === undefined || value === "STANDARD" || value === "INFREQUENT_ACCESS")
    return value ?? "STANDARD";
  throw invalidParameter(
    `The local cloud has the log group classes STANDARD and INFREQUENT_ACCESS, not '${value}'.`,
  );
}

function groupFilter(input: Members): (group: LogGroup) => boolean {
  const prefix = input.optionalText("logGroupNamePrefix");
  const pattern = input.optionalText("logGroupNamePattern");
  const logGroupClass = input.optionalText("logGroupClass");
  if (prefix !== undefined && pattern !== undefined)
    throw invalidParameter(
      "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    );
  return (group) =>
    group.name.startsWith(prefix ?? "") &&
    group.name.toLowerCase().includes((pattern ?? "").toLowerCase()) &&
    (logGroupClass ?? group.logGroupClass) === group.logGroupClass;
}

function describeGroup(group: LogGroup): Readonly<Record<string, unknown>> {
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: group.storedBytes,
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.logGroupClass,
    deletionProtectionEnabled: group.deletionProtection,
  };
}

function orderedStreams(group: LogGroup, input: Members): readonly LogStream[] {
  const prefix = input.optionalText("logStreamNamePrefix");
  const orderBy = input.optionalText("orderBy") ?? "LogStreamName";
  if (orderBy !== "LogStreamName" && orderBy !== "LastEventTime") {
    throw constraintFailure(
      orderBy,
      "orderBy",
      "Member must satisfy enum value set: [LogStreamName, LastEventTime]",
    );
  }
  if (orderBy === "LastEventTime" && prefix !== undefined)
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const last = (stream: LogStream) => stream.events.at(-1)?.timestamp ?? 0;
  const streams = [...group.streams]
    .filter(({ name }) => name.startsWith(prefix ?? ""))
    .sort((a, b) => (orderBy === "LastEventTime" ? last(a) - last(b) : a.name < b.name ? -1 : 1));
  return input.optionalBoolean("descending") === true ? streams.reverse() : streams;
}

function describeStream(stream: LogStream): Readonly<Record<string, unknown>> {
  const { events, lastIngestionTime } = stream;
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    ...(events.length > 0 && {
      firstEventTimestamp: events[0]?.timestamp,
      lastEventTimestamp: events.at(-1)?.timestamp,
    }),
    ...(lastIngestionTime !== undefined && { lastIngestionTime }),
    arn: stream.arn,
    storedBytes: stream.bytes,
  };
}
