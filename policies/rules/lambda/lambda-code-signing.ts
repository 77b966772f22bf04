import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaCodeSigning = defineRule({
  id: "lambda-code-signing",
  severity: "low",
  service: "lambda",
  title: "Functions that handle classified data run signed code only.",
  why: "Without, whoever may update the function's code may run anything with its role.",
  remediation: "Set codeSigningConfigArn.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html",
  anchors: ["checkov:CKV_AWS_272"],
  dataClass: true,
  types: ["aws:lambda/function:Function"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      if (props.has("packageType") && props.string("packageType") === "Image") return notApplicable;
      return failUnless(props.has("codeSigningConfigArn"), "codeSigningConfigArn is not set.");
    }),
});
