import type { Policy } from "../documents/policy.ts";

/** One call, or few, that make something as it should be. */
export interface Change {
  /** What is done, such as `make the role`. */
  readonly title: string;
  take(): Promise<unknown>;
}

/** Something that should be there, or should not. */
export interface Step {
  readonly title: string;
  /** Shown before anything is done. */
  readonly document?: Policy;
  /** What is to be done to it; nothing where it is as it should be. Reads only. */
  changes(): Promise<readonly Change[]>;
}

export interface TakeOptions {
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  readonly print: (line: string) => void;
}

/**
 * Takes steps one after another, each said before it is taken. What has been done stays done when one fails.
 * @returns how many changes there were
 * @throws {Error} that names the step
 */
export async function takeSteps(steps: readonly Step[], { dryRun, print }: TakeOptions): Promise<number> {
  let count = 0;
  for (const [index, step] of steps.entries()) {
    print(`${index + 1}. ${step.title}`);
    if (step.document !== undefined) print(indented(JSON.stringify(step.document, undefined, 2)));
    try {
      const changes = await step.changes();
      if (changes.length === 0) print("   as it should be");
      for (const { title, take } of changes) {
        print(`   ${dryRun ? "would " : ""}${title}`);
        if (!dryRun) await take();
        count++;
      }
    } catch (error) {
      throw new Error(
        `Step ${index + 1} of ${steps.length} (${step.title}) failed: ${reasonOf(error)}\nWhat was done until then stays. Run it again once that is mended: it goes on from there.`,
        { cause: error },
      );
    }
  }
  return count;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "     ");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
