import { type Account, arn } from "../../../core/account.ts";

/** How an API Gateway integration names a function. */
export function invokeArn(account: Account, functionArn: string): string {
  return apiGatewayPath(account, `2015-03-31/functions/${functionArn}/invocations`);
}

export function responseStreamingInvokeArn(account: Account, functionArn: string): string {
  return apiGatewayPath(account, `2021-11-15/functions/${functionArn}/response-streaming-invocations`);
}

function apiGatewayPath({ partition, region }: Account, path: string): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/${path}`;
}

export function eventSourceMappingArn(account: Account, uuid: string): string {
  return arn(account, "lambda", `event-source-mapping:${uuid}`);
}
