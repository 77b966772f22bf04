import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { notApplicable } from "../../lib/verdict.ts";

export const lambdaEnvCmk = defineRule({
  id: "lambda-env-cmk",
  severity: "low",
  service: "lambda",
  title: "The environment of functions with classified data is encrypted with a customer-managed key.",
  why: "Whoever may see a function's configuration reads its variables, unless they are encrypted with a key that is not theirs.",
  remediation: "Set kmsKeyArn.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
  anchors: ["checkov:CKV_AWS_173"],
  dataClass: true,
  types: ["aws:lambda/function:Function"],
  check: (resource, settings) =>
    resource.props.has("environment") ? ownKeyIfClassified(resource, settings, "kmsKeyArn") : notApplicable,
});
