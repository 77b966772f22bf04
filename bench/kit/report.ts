/** What a figure is to be. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number } | { readonly below: number };

/** Prints a row of a table. */
export function line(name: string, ...columns: readonly string[]): void {
  console.log(name.padEnd(34) + columns.map((column) => column.padStart(18)).join(""));
}

/** Prints a figure beside what it is to be; a missed one makes the benchmark exit with 1. */
export function goal(name: string, value: number, wanted: Goal): void {
  const [[word, bound] = ["", 0]] = Object.entries(wanted) as [keyof typeof WORDS, number][];
  const met = "atLeast" in wanted ? value >= bound : "below" in wanted ? value < bound : value <= bound;
  line(
    name,
    Number.isInteger(value) ? String(value) : value.toFixed(2),
    `${met ? "met" : "MISSED"}: ${WORDS[word as keyof typeof WORDS]} ${bound}`,
  );
  if (!met) process.exitCode = 1;
}

const WORDS = { atLeast: "at least", atMost: "at most", below: "below" } as const;
