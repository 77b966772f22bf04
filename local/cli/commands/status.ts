import type { FaultsAnswer } from "../../control/routes.ts";
import { faultReport } from "../../faults/report.ts";
import { showOffset } from "./clock.ts";
import { type Command, Misuse } from "./command.ts";

const SHOWN = 20;

export const statusCommand: Command = {
  usage: "status",
  summary: "shows the clock, the faults in force and what they did",

  prepare([unexpected]) {
    if (unexpected !== undefined) throw new Misuse(`Unexpected '${unexpected}': status takes no parameter.`);
    return async (client) => {
      const { clock, faults } = await client.status();
      return [`Clock   ${clock.time}, ${showOffset(clock.offsetMs)}`, ...faultLines(faults)].join("\n");
    };
  },
};

function faultLines({ plan, rules, count, injected }: FaultsAnswer): string[] {
  const lines = [plan === null ? "Faults  none in force" : `Faults  seed ${plan.seed}, ${count} injected`];
  for (const [index, { rule, matched, injected: times }] of rules.entries())
    lines.push(`  rule ${index}  ${JSON.stringify(rule)}  happened ${times} times in ${matched}`);
  const latest = injected.slice(-SHOWN);
  if (latest.length > 0) lines.push("", `The latest of ${count}:`, faultReport(latest));
  return lines;
}
