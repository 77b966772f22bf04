import { asJson, Misuse } from "../../local/cli/commands/command.ts";
import { Clients } from "../clients.ts";
import { placeOf } from "../place.ts";
import { type Listing, type Redriving, readArguments, USAGE } from "./arguments.ts";
import { named } from "./choice.ts";
import { deadLetterQueues, queueNamed } from "./discovery.ts";
import { listText } from "./list-text.ts";
import { list } from "./listing.ts";
import { type Outcome, redrive } from "./redrive.ts";

const INTERRUPTED = 130;

/** `npm run dlq`: what is in the dead-letter queues of a stack, and back to work with it. */
async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.command === "help") return console.log(USAGE);
  if (request.command === "list") return printList(request);
  return redriveQueue(request);
}

async function printList({ place: options, json, showBodies }: Listing): Promise<void> {
  const place = placeOf(process.cwd(), options);
  const clients = new Clients(place.client);
  const queues = await list(clients, await deadLetterQueues(clients, place.tags), { showBodies });
  if (json) return console.log(asJson({ stack: place.stack, queues }));
  console.log(`The stack ${place.stack} (${place.where}).\n\n${listText(queues, Date.now())}`);
}

async function redriveQueue(request: Redriving): Promise<void> {
  const { json, dryRun, to } = request;
  const place = placeOf(process.cwd(), request.place);
  const clients = new Clients(place.client);
  const found = queueNamed(await deadLetterQueues(clients, place.tags), request.queue, place.stack);
  const referrers = to === undefined ? found.referrers : named(found.referrers, to);
  const interruption = new AbortController();
  // Another signal ends the process at once; what it has received comes back by itself.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  if (!json) console.log(`${found.queue.name} of the stack ${place.stack} (${place.where}).`);
  const { sent, kept } = await redrive(found.queue, {
    ...request,
    referrers,
    isNamed: to !== undefined,
    interrupted: interruption.signal,
    tell: (outcome) => console.log(json ? JSON.stringify(outcome) : outcomeText(outcome)),
  });
  if (!json) console.log(`${sent} ${dryRun ? "would be sent" : "sent"}, ${kept} kept.`);
  if (kept > 0) process.exitCode = 1;
  if (!interruption.signal.aborted) return;
  console.error("Interrupted; the other messages are where they were.");
  process.exitCode = INTERRUPTED;
}

function outcomeText(outcome: Outcome): string {
  const { messageId } = outcome;
  return outcome.outcome === "kept"
    ? `  ${messageId}  kept: ${outcome.reason}`
    : `  ${messageId}  ${outcome.outcome} to ${outcome.to}`;
}

main().catch((error: Error) => {
  console.error(error instanceof Misuse ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = error instanceof Misuse ? 2 : 1;
});
