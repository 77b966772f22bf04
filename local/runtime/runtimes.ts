import { AwsError } from "../core/errors.ts";

const NODE_RUNTIME = /^nodejs(\d+)\.x$/;

/**
 * The Lambda runtime this machine offers: the one of the Node that runs the local cloud.
 * A function of another major version would prove nothing about its own.
 */
export const MACHINE_RUNTIME = `nodejs${process.versions.node.split(".")[0]}.x`;

/** @throws {AwsError} `InvalidParameterValueException` for a runtime that this machine cannot run. */
export function requireRuntime(runtime: string): void {
  if (runtime === MACHINE_RUNTIME) return;
  const advice = NODE_RUNTIME.test(runtime)
    ? `start the local cloud with Node.js ${NODE_RUNTIME.exec(runtime)?.[1]}, or set the function's runtime to ${MACHINE_RUNTIME}`
    : `only Node.js runtimes run here; set the function's runtime to ${MACHINE_RUNTIME}`;
  throw new AwsError(
    "InvalidParameterValueException",
    `The local cloud cannot run the runtime ${runtime}: it runs on Node.js ${process.versions.node}. To go on, ${advice}.`,
  );
}
