import type { Route } from "./route.ts";

export interface ResetAnswer {
  /** Milliseconds in which nothing new was begun. */
  readonly heldMs: number;
}

/** Longer than any function of the program runs. */
const LIMIT_MS = 31_000;

/**
 * Brings all data back to what it was right after the deployment, in place: what the program declared stays as it is.
 * Invocations that run finish first, new ones and the tasks of workflows wait for it: no request is refused, and none
 * meets half of its data.
 * The clock stays where it is, since it never goes back.
 */
export const resetRoute: Route = async (parts): Promise<ResetAnswer> => {
  const start = performance.now();
  const resumeTasks = parts.stepFunctions.pause();
  const resume = await parts.lambda.pause(LIMIT_MS).catch((error: Error) => {
    resumeTasks();
    throw new Error(
      `Nothing was reset: ${error.message} Wait for them, or advance the clock if they wait for it.`,
    );
  });
  try {
    await parts.lambda.reset();
    for (const part of [
      parts.stepFunctions,
      parts.faults,
      parts.dynamodb,
      parts.s3,
      parts.sqs,
      parts.sns,
      parts.scheduler,
      parts.ses,
      parts.events,
      parts.cognito,
      parts.cloudWatch,
      parts.logs,
      parts.xray,
    ])
      part.reset();
    parts.iam.forgetUsage();
    await parts.store?.rewrite();
  } finally {
    resume();
    resumeTasks();
  }
  return { heldMs: Math.round(performance.now() - start) };
};
