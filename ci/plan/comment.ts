import type { Plan, PropertyChange, ResourceChange } from "./plan.ts";
import { topOf } from "./property-changes.ts";

/** By this the comment is found again that is to be updated. */
export const MARKER = "<!-- orderflow-plan -->";

/** Beyond this many properties of one text or list, the rest is counted. */
const MOST_OF_A_PROPERTY = 3;
/** Beyond this many problems, the rest is counted. */
const MOST_PROBLEMS = 8;
/** Beyond this many lines of a plan, the rest is folded. */
const MOST_LINES = 20;
/** Beyond this many characters a value is cut. */
const MOST_OF_A_VALUE = 60;
/** GitHub refuses comments of more than 65,536 characters. */
const MOST_CHARACTERS = 60_000;

/** The plans of all stacks as one comment on a pull request. The same plans give the same text, in any order. */
export function planComment(plans: readonly Plan[]): string {
  const sections = Map.groupBy(
    [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1)),
    (plan) => section(plan),
  );
  const text = [MARKER, ...[...sections].map(([body, same]) => `### ${titleOf(same)}: ${body}`)].join("\n");
  if (text.length <= MOST_CHARACTERS) return `${text}\n`;
  return `${text.slice(0, text.lastIndexOf("\n", MOST_CHARACTERS))}\n\nThe rest is too long for a comment: it is in the plan that the run keeps.\n`;
}

function titleOf(plans: readonly Plan[]): string {
  return plans.map(({ stack }) => `\`${stack}\``).join(", ");
}

function section({ against, changes, unchanged, problems }: Plan): string {
  const lines = rows(changes);
  const table = ["| | resource | property | from | to |", "| --- | --- | --- | --- | --- |"];
  const [shown, folded] = [lines.slice(0, MOST_LINES), lines.slice(MOST_LINES)];
  return [
    `${countsOf(changes, unchanged)}, compared with ${against}`,
    ...(problems.length === 0
      ? []
      : ["", "**This can't be deployed:**", "```", ...problemsOf(problems), "```"]),
    ...(shown.length === 0 ? [] : ["", ...table, ...shown]),
    ...(folded.length === 0
      ? []
      : [
          "",
          `<details><summary>${folded.length} more lines</summary>`,
          "",
          ...table,
          ...folded,
          "</details>",
        ]),
  ].join("\n");
}

function problemsOf(problems: readonly string[]): string[] {
  const rest = problems.length - MOST_PROBLEMS;
  return [
    ...problems.slice(0, MOST_PROBLEMS),
    ...(rest > 0 ? [`and ${rest} more: 'npm run policy' tells all.`] : []),
  ];
}

function countsOf(changes: readonly ResourceChange[], unchanged: number): string {
  if (changes.length === 0) return `nothing changes, ${unchanged} resources stay as they are`;
  const counts = Map.groupBy(changes, ({ operation }) => operation);
  return [
    ...[...counts].map(([operation, of]) => `${of.length} to ${operation}`),
    `${unchanged} unchanged`,
  ].join(", ");
}

/** A row for each property; the same change of several resources is one. */
function rows(changes: readonly ResourceChange[]): string[] {
  const cells = changes.flatMap((change) => {
    const properties =
      change.operation === "update" || change.operation === "replace" ? shorten(change.properties) : [];
    const told = properties.length === 0 ? [["", "", ""]] : properties;
    return told.map((property) => ({
      change,
      key: JSON.stringify([change.operation, change.type, property]),
      property,
    }));
  });
  return [...Map.groupBy(cells, ({ key }) => key).values()].map((same) => {
    const [{ change, property } = { change: undefined, property: [] }] = same;
    const names = same.map((each) => `**${each.change.name}**`).join(", ");
    const operation =
      change?.operation === "replace" || change?.operation === "delete"
        ? `**${change.operation}**`
        : change?.operation;
    return `| ${[operation, `\`${change?.type}\` ${names}`, ...property].join(" | ")} |`;
  });
}

/** The cells of each property, and of those beyond the first few of one text or list their number. */
function shorten(properties: readonly PropertyChange[]): string[][] {
  const byTop = Map.groupBy(properties, ({ path }) => topOf(path));
  return [...byTop].flatMap(([top, all]) => {
    const shown = all
      .slice(0, MOST_OF_A_PROPERTY)
      .map(({ path, from, to, replaces }) => [
        `\`${path}\`${replaces ? " (replaces)" : ""}`,
        value(from),
        value(to),
      ]);
    const rest = all.length - shown.length;
    return rest > 0 ? [...shown, [`\`${top}\``, "", `and ${rest} more`]] : shown;
  });
}

function value(text: string | undefined): string {
  if (text === undefined) return "";
  const line = text.replace(/\s+/g, " ");
  const short = line.length > MOST_OF_A_VALUE ? `${line.slice(0, MOST_OF_A_VALUE - 1)}…` : line;
  return `\`${short.replaceAll("|", "\\|").replaceAll("`", "'")}\``;
}
