import type { glue } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { glueCatalogEncrypted } from "./glue-catalog-encrypted.ts";

const settings = (mode: string, encrypted: boolean) => ({
  dataCatalogEncryptionSettings: {
    encryptionAtRest: { catalogEncryptionMode: mode },
    connectionPasswordEncryption: { returnConnectionPasswordEncrypted: encrypted },
  },
});

describeRule<glue.DataCatalogEncryptionSettingsArgs>(glueCatalogEncrypted, {
  good: settings("SSE-KMS", true),
  bad: {
    "the catalogue in the clear": given(settings("DISABLED", true), { findings: ["encryptionAtRest"] }),
    "passwords in the clear": given(settings("SSE-KMS", false), {
      findings: ["connectionPasswordEncryption"],
    }),
  },
  nearMisses: { "by a service role": settings("SSE-KMS-WITH-SERVICE-ROLE", true) },
});
