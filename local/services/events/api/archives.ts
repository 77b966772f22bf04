import type { Clock } from "../../../core/clock.ts";
import type { Members } from "../../../core/members.ts";
import type { Archive, ArchiveSettings, Archives } from "../archives.ts";
import { archiveDoesNotExist, notValid } from "../errors.ts";
import type { Replay, Replays } from "../replays.ts";
import { listed, type Operations, operation, present, unscoped } from "./operations.ts";

export function archiveOperations(clock: Clock, archives: Archives, replays: Replays): Operations {
  const onArchive = (action: string) => (input: Members) => [
    { action: `events:${action}`, resource: archives.arnOf(input.text("ArchiveName")) },
  ];
  const onReplay = (action: string) => (input: Members) => [
    { action: `events:${action}`, resource: replays.arnOf(input.text("ReplayName")) },
  ];
  /** Source: Service Authorization Reference, Amazon EventBridge: these actions are about more than one resource. */
  const onNewArchive = (input: Members) => [
    ...onArchive("CreateArchive")(input),
    { action: "events:CreateArchive", resource: input.text("EventSourceArn") },
  ];
  const onNewReplay = (input: Members) => [
    ...onReplay("StartReplay")(input),
    { action: "events:StartReplay", resource: input.text("EventSourceArn") },
    { action: "events:StartReplay", resource: input.structure("Destination").text("Arn") },
  ];
  return {
    CreateArchive: operation(onNewArchive, (input) => {
      const archive = archives.create(input.text("ArchiveName"), input.text("EventSourceArn"), {
        retentionDays: 0,
        ...settingsIn(input),
      });
      return created(archive);
    }),
    UpdateArchive: operation(onArchive("UpdateArchive"), (input) => {
      const archive = archives.require(input.text("ArchiveName"));
      archives.update(archive, { ...archive.settings, ...settingsIn(input) });
      return created(archive);
    }),
    DescribeArchive: operation(onArchive("DescribeArchive"), (input) =>
      describeArchive(archives, archives.require(input.text("ArchiveName"))),
    ),
    DeleteArchive: operation(onArchive("DeleteArchive"), (input) => {
      archives.delete(archives.require(input.text("ArchiveName")).name);
      return {};
    }),
    ListArchives: operation(unscoped("ListArchives"), (input) => {
      const source = input.optionalText("EventSourceArn");
      const found = [...archives].filter(({ busArn }) => source === undefined || busArn === source);
      return listed(input, "Archives", found, (archive) => summary(archives, archive));
    }),
    StartReplay: operation(onNewReplay, (input) => {
      const archiveArn = input.text("EventSourceArn");
      const archive = [...archives].find(({ arn }) => arn === archiveArn);
      if (archive === undefined) throw archiveDoesNotExist(archiveArn);
      const destination = input.structure("Destination");
      const description = input.optionalText("Description");
      const replay = replays.start(input.text("ReplayName"), archive, {
        ...(description !== undefined && { description }),
        busArn: destination.text("Arn"),
        ruleArns: destination.optionalTexts("FilterArns") ?? [],
        from: timeIn(input, "EventStartTime"),
        to: timeIn(input, "EventEndTime"),
      });
      return {
        ReplayArn: replays.arnOf(replay.name),
        State: replay.state,
        ReplayStartTime: clock.now() / 1000,
      };
    }),
    DescribeReplay: operation(onReplay("DescribeReplay"), (input) => {
      const replay = replays.require(input.text("ReplayName"));
      return { ReplayArn: replays.arnOf(replay.name), ...describeReplay(replay) };
    }),
    ListReplays: operation(unscoped("ListReplays"), (input) => {
      const [source, state] = [input.optionalText("EventSourceArn"), input.optionalText("State")];
      const found = [...replays].filter(
        (replay) =>
          (source === undefined || replay.archiveArn === source) &&
          (state === undefined || replay.state === state),
      );
      return listed(input, "Replays", found, (replay) => {
        const { Destination, Description, ...rest } = describeReplay(replay);
        return rest;
      });
    }),
    CancelReplay: operation(onReplay("CancelReplay"), (input) => {
      const replay = replays.require(input.text("ReplayName"));
      replays.cancel(replay);
      return { ReplayArn: replays.arnOf(replay.name), State: "CANCELLING" };
    }),
  };
}

function timeIn(input: Members, member: string): number {
  const time = input.optionalTime(member);
  if (time === undefined || Number.isNaN(time)) throw notValid(member, "it must be a timestamp.");
  return time;
}

function settingsIn(input: Members): Partial<ArchiveSettings> {
  return present({
    description: input.optionalText("Description"),
    eventPattern: input.optionalText("EventPattern") || undefined,
    retentionDays: input.optionalInteger("RetentionDays"),
    kmsKeyIdentifier: input.optionalText("KmsKeyIdentifier") || undefined,
  }) as Partial<ArchiveSettings>;
}

function created({ arn, createdAt }: Archive): object {
  return { ArchiveArn: arn, State: "ENABLED", CreationTime: createdAt / 1000 };
}

function summary(archives: Archives, archive: Archive): object {
  const events = archives.eventsOf(archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.busArn,
    State: "ENABLED",
    RetentionDays: archive.settings.retentionDays,
    SizeBytes: events.reduce((sum, { event }) => sum + Buffer.byteLength(JSON.stringify(event)), 0),
    EventCount: events.length,
    CreationTime: archive.createdAt / 1000,
  };
}

function describeArchive(archives: Archives, archive: Archive): object {
  const { description, eventPattern, kmsKeyIdentifier } = archive.settings;
  return {
    ArchiveArn: archive.arn,
    ...summary(archives, archive),
    ...present({ Description: description, EventPattern: eventPattern, KmsKeyIdentifier: kmsKeyIdentifier }),
  };
}

function describeReplay(replay: Replay) {
  const { description, endedAt, lastEventAt, ruleArns } = replay;
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    EventStartTime: replay.from / 1000,
    EventEndTime: replay.to / 1000,
    ReplayStartTime: replay.startedAt / 1000,
    ...(lastEventAt !== undefined && { EventLastReplayedTime: lastEventAt / 1000 }),
    ...(endedAt !== undefined && { ReplayEndTime: endedAt / 1000 }),
    Description: description,
    Destination: { Arn: replay.busArn, ...(ruleArns.length > 0 && { FilterArns: ruleArns }) },
  };
}
