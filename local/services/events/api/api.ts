import type { Account } from "../../../core/account.ts";
import type { Clock } from "../../../core/clock.ts";
import { AwsError } from "../../../core/errors.ts";
import type { Service } from "../../../core/service.ts";
import type { Events } from "../events.ts";
import type { EventsMetrics } from "../metrics.ts";
import { accessToPut, checkSize, entriesOf, readEntry } from "../put-events.ts";
import { archiveOperations } from "./archives.ts";
import { busOperations } from "./buses.ts";
import { type Operations, operation } from "./operations.ts";
import { ruleOperations } from "./rules.ts";
import { tagOperations } from "./tags.ts";

/** EventBridge's API for clients. */
export function eventsService(
  account: Account,
  clock: Clock,
  events: Events,
  metrics: EventsMetrics,
): Service {
  return {
    signingName: "events",
    protocol: "awsJson1.1",
    targetPrefix: "AWSEvents",
    operations: {
      ...busOperations(account, events.buses),
      ...ruleOperations(events.rules),
      ...archiveOperations(clock, events.archives, events.replays),
      ...tagOperations(events),
      ...putOperations(account, clock, events, metrics),
    },
  };
}

function putOperations(account: Account, clock: Clock, events: Events, metrics: EventsMetrics): Operations {
  const origin = { account: account.accountId, region: account.region };
  return {
    PutEvents: operation(
      (input) => accessToPut(events.buses, input),
      (input) => {
        input.refuse("PutEvents", "EndpointId");
        const entries = entriesOf(input);
        checkSize(entries);
        const Entries = entries.map((entry) => {
          try {
            const incoming = readEntry(entry, origin, clock.now());
            events.put(entry.optionalText("EventBusName"), incoming);
            return { EventId: incoming.event.id };
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            return { ErrorCode: error.code, ErrorMessage: error.message };
          }
        });
        const FailedEntryCount = Entries.filter((entry) => "ErrorCode" in entry).length;
        metrics.putEvents(entries.length - FailedEntryCount, FailedEntryCount);
        return { FailedEntryCount, Entries };
      },
    ),
  };
}
