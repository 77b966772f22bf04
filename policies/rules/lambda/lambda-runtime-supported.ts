import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

/** The day on which AWS stops patching a runtime. Those that are not here have no such day yet. */
const DEPRECATIONS: Readonly<Record<string, string>> = {
  "nodejs22.x": "2027-04-30",
  "nodejs20.x": "2026-04-30",
  "nodejs18.x": "2025-09-01",
  "nodejs16.x": "2024-06-12",
  "nodejs14.x": "2023-12-04",
  "nodejs12.x": "2023-03-31",
  "python3.9": "2025-12-15",
  "python3.8": "2024-10-14",
  "python3.7": "2023-12-04",
  "python3.6": "2022-07-18",
  "python2.7": "2021-07-15",
  java8: "2024-01-08",
  dotnet6: "2024-12-20",
  "dotnetcore3.1": "2023-04-03",
  "go1.x": "2024-01-08",
  "ruby3.2": "2026-03-31",
  "ruby2.7": "2023-12-07",
  provided: "2024-01-08",
};

export const lambdaRuntimeSupported = defineRule({
  id: "lambda-runtime-supported",
  severity: "high",
  service: "lambda",
  title: "Functions run on a runtime that AWS still patches.",
  why: "A deprecated runtime gets no security patches, and soon its functions can't be updated any more.",
  remediation: "Set runtime to the language's newest version.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
  anchors: ["fsbp:Lambda.2", "cdk-nag:L1", "checkov:CKV_AWS_363"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const runtime = props.string("runtime");
    if (runtime === undefined) return notApplicable;
    const day = DEPRECATIONS[runtime];
    const today = new Date().toISOString().slice(0, 10);
    return failUnless(
      day === undefined || day > today,
      `runtime ${runtime} has had no patches since ${day}.`,
    );
  },
});
