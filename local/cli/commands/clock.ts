import { parseDuration } from "../../control/duration.ts";
import { asJson, type Command, Misuse, onlyParameter } from "./command.ts";

export const clockCommand: Command = {
  usage: "clock +15m",
  summary: "moves the clock forward (500ms, 30s, 15m, 2h, 14d) and waits for what falls due",
  options: ["json"],

  prepare(parameters, { json }) {
    const duration = onlyParameter(parameters, "how far the clock is to move, such as +15m").replace(
      /^\+/,
      "",
    );
    try {
      parseDuration(duration);
    } catch (error) {
      throw new Misuse(error instanceof Error ? error.message : String(error));
    }
    return async (client, terminal) => {
      const answer = await client.advance(duration);
      terminal.print(json ? asJson(answer) : `It is ${answer.time} now, ${showOffset(answer.offsetMs)}.`);
    };
  },
};

/** How far the clock is ahead, for people. */
export function showOffset(offsetMs: number): string {
  if (offsetMs < 1_000) return "real time";
  let rest = Math.round(offsetMs / 1_000);
  const parts: string[] = [];
  for (const [unit, seconds] of [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return `${parts.join(" ")} ahead of real time`;
}
