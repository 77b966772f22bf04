import {
  type FunctionConfiguration,
  type FunctionEventInvokeConfig,
  type LambdaClient,
  paginateListFunctionEventInvokeConfigs,
  paginateListFunctions,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { concurrently } from "../../concurrent.ts";
import type { Targets } from "../targets.ts";
import { FailureDestination } from "./failure-destination.ts";
import { FunctionDlq } from "./function-dlq.ts";
import type { Referrer } from "./referrer.ts";

/** What functions refer to: dead-letter queues, and destinations of failed asynchronous invocations. */
export async function functions(lambda: LambdaClient, targets: Targets): Promise<readonly Referrer[]> {
  const all: FunctionConfiguration[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    all.push(...Functions);
  const configs = await concurrently(all, ({ FunctionName = "" }) => invokeConfigs(lambda, FunctionName));
  return [
    ...all
      .filter(({ DeadLetterConfig }) => DeadLetterConfig?.TargetArn !== undefined)
      .map((configuration) => new FunctionDlq(configuration, targets)),
    ...configs
      .flat()
      .filter(({ DestinationConfig }) => DestinationConfig?.OnFailure?.Destination !== undefined)
      .map((config) => new FailureDestination(config, targets)),
  ];
}

/** One for each version or alias that has its own. */
async function invokeConfigs(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<readonly FunctionEventInvokeConfig[]> {
  const all: FunctionEventInvokeConfig[] = [];
  try {
    const pages = paginateListFunctionEventInvokeConfigs({ client: lambda }, { FunctionName });
    for await (const { FunctionEventInvokeConfigs = [] } of pages) all.push(...FunctionEventInvokeConfigs);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return all;
}
