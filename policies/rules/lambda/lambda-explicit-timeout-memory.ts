import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const lambdaExplicitTimeoutMemory = defineRule({
  id: "lambda-explicit-timeout-memory",
  severity: "low",
  service: "lambda",
  title: "Functions say their timeout and memory.",
  why: "With Lambda's 3 s and 128 MB a function works in a test, and times out on its first cold start under load.",
  remediation: "Set timeout and memorySize.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
  anchors: ["cdk-nag:Serverless-LambdaDefaultTimeout", "cdk-nag:Serverless-LambdaDefaultMemorySize"],
  types: ["aws:lambda/function:Function"],
  // The provider fills its defaults in before policies see the inputs, and says so.
  check: ({ props }) =>
    each(["timeout", "memorySize"], (name) =>
      failUnless(props.has(name) && !props.strings("__defaults").includes(name), `${name} is not set.`, name),
    ),
});
