import type { FaultsAnswer } from "../../control/faults.ts";
import type { StatusAnswer } from "../../control/status.ts";
import { faultReport } from "../../faults/report.ts";
import { showOffset } from "./clock.ts";
import { asJson, type Command, noParameters } from "./command.ts";
import { aligned } from "./table.ts";

const SHOWN = 20;

export const statusCommand: Command = {
  usage: "status",
  summary: "shows what is there: services, queues, functions, alarms, clock, faults",
  options: ["json"],

  prepare(parameters, { json }) {
    noParameters("status", parameters);
    return async (client, terminal) => {
      const status = await client.status();
      terminal.print(json ? asJson(status) : statusText(status));
    };
  },
};

function statusText(status: StatusAnswer): string {
  const { stack, endpoint, uptimeMs, clock } = status;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    ...aligned([
      ["Stack", stack === null ? "none yet" : `${stack.name}, ready after ${seconds(stack.readyMs)}`],
      ["Endpoint", `${endpoint}, up for ${seconds(uptimeMs)}`],
      ["Clock", `${clock.time}, ${showOffset(clock.offsetMs)}`],
    ]),
    "",
    ...section(
      "Services",
      Object.entries(status.services).map(([name, kinds]) => [name, counts(kinds)]),
    ),
    ...section(
      "Queues",
      status.queues.map(({ name, visible, inFlight, delayed }) => [
        name,
        counts({ visible, "in flight": inFlight, delayed }),
      ]),
    ),
    ...section(
      "Functions",
      status.functions.map(({ name, warm, running }) => [
        name,
        counts({ "warm environments": warm, running }),
      ]),
    ),
    ...section(
      "Alarms",
      status.alarms.map(({ name, since, reason }) => [name, `since ${since}: ${reason}`]),
    ),
    ...faultLines(status.faults),
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [`${title}  none`, ""];
  return [title, ...aligned(rows).map((line) => `  ${line}`), ""];
}

/** Only what there is. */
function counts(kinds: Readonly<Record<string, number>>): string {
  const there = Object.entries(kinds).filter(([, count]) => count > 0);
  return there.length === 0 ? "-" : there.map(([kind, count]) => `${count} ${kind}`).join(", ");
}

function faultLines({ plan, rules, count, injected }: FaultsAnswer): string[] {
  const lines = [plan === null ? "Faults  none in force" : `Faults  seed ${plan.seed}, ${count} injected`];
  for (const [index, { rule, matched, injected: times }] of rules.entries())
    lines.push(`  rule ${index}  ${JSON.stringify(rule)}  happened ${times} times in ${matched}`);
  const latest = injected.slice(-SHOWN);
  if (latest.length > 0) lines.push("", `The latest of ${count}:`, faultReport(latest));
  return lines;
}
