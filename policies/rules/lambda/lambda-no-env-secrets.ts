import { defineRule } from "../../lib/rule.ts";
import { secretNamed } from "../../lib/secrets.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaNoEnvSecrets = defineRule({
  id: "lambda-no-env-secrets",
  severity: "critical",
  service: "lambda",
  title: "No secrets are in functions' variables.",
  why: "Whoever may see the function's configuration, its state or its history reads them; they are never rotated.",
  remediation: "Keep the secret in Secrets Manager, and give the function its ARN.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
  anchors: ["checkov:CKV_AWS_45"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const variables = props.block("environment")?.block("variables");
    if (variables === undefined) return notApplicable;
    return each(variables.keys(), (name) => {
      const kind = secretNamed(name, variables.string(name) ?? "");
      return failUnless(kind === undefined, `The variable ${name} holds ${kind}.`, name);
    });
  },
});
