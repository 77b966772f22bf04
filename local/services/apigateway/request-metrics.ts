import type { MetricSink } from "../../core/ports.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Publishes the metrics of one request.
 * Source: API Gateway Developer Guide, "Monitor CloudWatch metrics for HTTP APIs in API Gateway".
 */
export function publishMetrics(
  metrics: MetricSink,
  exchange: Exchange,
  answer: Answer,
  latencyMs: number,
  detailed: boolean,
): void {
  const { request, integration, routeKey } = exchange;
  const { apiId, stageName, method, receivedAt: timestamp } = request;
  const dimensionSets: Record<string, string>[] = [{ ApiId: apiId }, { ApiId: apiId, Stage: stageName }];
  if (detailed && routeKey !== undefined) {
    const resource = routeKey.slice(routeKey.indexOf(" ") + 1);
    dimensionSets.push({ ApiId: apiId, Stage: stageName, Method: method, Resource: resource });
  }
  const values: [name: string, value: number, unit: string][] = [
    ["Count", 1, "Count"],
    ["4xx", Number(answer.status >= 400 && answer.status < 500), "Count"],
    ["5xx", Number(answer.status >= 500), "Count"],
    ["Latency", latencyMs, "Milliseconds"],
    ["DataProcessed", answer.body.length, "Bytes"],
  ];
  if (integration !== undefined) values.push(["IntegrationLatency", integration.latencyMs, "Milliseconds"]);
  for (const dimensions of dimensionSets)
    for (const [name, value, unit] of values)
      metrics.put({ namespace: "AWS/ApiGateway", name, dimensions, value, unit, timestamp });
}
