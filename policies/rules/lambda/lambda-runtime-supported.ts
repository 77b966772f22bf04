import { defineRule } from "../../lib/rule.ts";
import { fail, failUnless, notApplicable, pass } from "../../lib/verdict.ts";
import { DEPRECATIONS, isNewerThanKnown } from "./runtimes.ts";

export const lambdaRuntimeSupported = defineRule({
  id: "lambda-runtime-supported",
  severity: "high",
  service: "lambda",
  title: "Functions run on a runtime that AWS still patches.",
  why: "A deprecated runtime gets no security patches, and soon its functions can't be updated any more.",
  remediation: "Set runtime to the language's newest version.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
  anchors: ["fsbp:Lambda.2", "cdk-nag:AwsSolutions-L1", "checkov:CKV_AWS_363"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const runtime = props.string("runtime");
    if (runtime === undefined) return notApplicable;
    const day = DEPRECATIONS[runtime];
    if (day === undefined) {
      return isNewerThanKnown(runtime)
        ? pass
        : fail(
            `runtime ${runtime} is none that AWS has or had, as far as policies/rules/lambda/runtimes.ts says.`,
          );
    }
    const today = new Date().toISOString().slice(0, 10);
    return failUnless(day > today, `runtime ${runtime} has had no patches since ${day}.`);
  },
});
