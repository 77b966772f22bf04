import { functionAt } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

const API_SECONDS = 30;

export const lambdaApiTimeout = defineRule({
  id: "lambda-api-timeout",
  severity: "low",
  service: "lambda",
  title: "A function behind an HTTP API ends before the API gives up.",
  why: "The caller gets a 503 and tries again, while the first try goes on and changes data.",
  remediation:
    "Set the function's timeout to the integration's timeoutMilliseconds at most, 30 s by default.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
  anchors: [],
  types: ["aws:apigatewayv2/integration:Integration"],
  checkInGraph: (integration, graph) => {
    const lambda = functionAt(integration, "integrationUri", graph);
    if (lambda === undefined) return notApplicable;
    const patience = (integration.props.number("timeoutMilliseconds") ?? API_SECONDS * 1000) / 1000;
    const timeout = lambda.props.number("timeout") ?? 3;
    return failUnless(
      timeout <= patience,
      `${lambda.name} may run for ${timeout} s, and the API waits for ${patience} s.`,
    );
  },
});
