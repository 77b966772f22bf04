import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const ssmCmk = defineRule({
  id: "ssm-cmk",
  severity: "low",
  service: "ssm",
  title: "SecureString parameters of classified data are encrypted by a customer's key.",
  why: "AWS's key decrypts for everyone in the account who may read the parameter.",
  remediation: "Set keyId.",
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
  anchors: ["checkov:CKV_AWS_337"],
  dataClass: true,
  types: ["aws:ssm/parameter:Parameter"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      if (props.string("type") !== "SecureString") return notApplicable;
      return failUnless((props.string("keyId") ?? "alias/aws/ssm") !== "alias/aws/ssm", "keyId is not set.");
    }),
});
