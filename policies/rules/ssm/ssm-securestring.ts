import { defineRule } from "../../lib/rule.ts";
import { secretNamed } from "../../lib/secrets.ts";
import { failUnless, pass } from "../../lib/verdict.ts";

export const ssmSecurestring = defineRule({
  id: "ssm-securestring",
  severity: "high",
  service: "ssm",
  title: "Parameters that are secrets are of the type SecureString.",
  why: "A String is shown to everyone who may list parameters, in the console and in every log of a deployment.",
  remediation: 'Set type to "SecureString", or keep the value in Secrets Manager.',
  url: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
  anchors: ["checkov:CKV2_AWS_34"],
  types: ["aws:ssm/parameter:Parameter"],
  check: ({ name, props }) => {
    if (props.string("type") === "SecureString") return pass;
    const parameter = props.string("name") ?? name;
    const value = props.string("value") ?? props.string("insecureValue") ?? "";
    const kind = secretNamed(parameter.replaceAll("-", "_"), value);
    return failUnless(
      kind === undefined,
      `The value of ${parameter} is ${kind}, and is kept as a ${props.string("type")}.`,
    );
  },
});
