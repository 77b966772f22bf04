/** Runs a step of a pipeline: what it throws is an error message and exit status 1, without a stack trace. */
export function run(step: () => Promise<void>): void {
  step().then(
    () => process.exit(),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
