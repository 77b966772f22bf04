import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const aossEncryptionCmk = defineRule({
  id: "aoss-encryption-cmk",
  severity: "medium",
  service: "opensearch",
  title: "Collections of classified data are encrypted by a customer's key.",
  why: "AWS's key encrypts for whoever may search; one's own key has a policy, a log and an end.",
  remediation: "Set KmsARN in the encryption policy, in place of AWSOwnedKey.",
  url: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html",
  anchors: [],
  dataClass: true,
  types: ["aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      if (props.string("type") !== "encryption") return notApplicable;
      const owned = props.document("policy")?.boolean("AWSOwnedKey") === true;
      return failUnless(!owned, "AWSOwnedKey is true.");
    }),
});
