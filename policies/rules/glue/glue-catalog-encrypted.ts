import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless } from "../../lib/verdict.ts";

export const glueCatalogEncrypted = defineRule({
  id: "glue-catalog-encrypted",
  severity: "medium",
  service: "glue",
  title: "The data catalogue and the passwords in it are encrypted.",
  why: "Connections in the catalogue have passwords, which everyone who may read it otherwise sees.",
  remediation: 'Set catalogEncryptionMode to "SSE-KMS" and returnConnectionPasswordEncrypted to true.',
  url: "https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html",
  anchors: ["checkov:CKV_AWS_94"],
  types: ["aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"],
  check: ({ props }) => {
    const settings = "dataCatalogEncryptionSettings";
    const mode = props.string(`${settings}.encryptionAtRest.catalogEncryptionMode`);
    return combine([
      failUnless(
        mode?.startsWith("SSE-KMS") === true,
        "catalogEncryptionMode is not SSE-KMS.",
        "encryptionAtRest",
      ),
      failUnless(
        props.boolean(`${settings}.connectionPasswordEncryption.returnConnectionPasswordEncrypted`) === true,
        "returnConnectionPasswordEncrypted is not true.",
        "connectionPasswordEncryption",
      ),
    ]);
  },
});
