import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

/** What the provider answers for a function that shares what the account has left. */
const UNRESERVED = -1;

export const lambdaReservedConcurrency = defineRule({
  id: "lambda-reserved-concurrency",
  severity: "low",
  service: "lambda",
  title: "Where the settings ask for it, functions have concurrency of their own.",
  why: "Functions without share what the account has: one that is called in a loop takes all of it, and the others are throttled.",
  remediation:
    "Set reservedConcurrentExecutions; the account's quota has to hold all of them, and 100 that nobody reserves.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
  anchors: ["cdk-nag:HIPAA.Security-LambdaConcurrency", "checkov:CKV_AWS_115"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }, { reservedConcurrency }) => {
    if (!reservedConcurrency) return notApplicable;
    const reserved = props.number("reservedConcurrentExecutions") ?? UNRESERVED;
    return failUnless(reserved !== UNRESERVED, "reservedConcurrentExecutions is not set.");
  },
});
