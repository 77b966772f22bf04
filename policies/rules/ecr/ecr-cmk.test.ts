import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ecrCmk } from "./ecr-cmk.ts";

const by = (encryptionType: string, kmsKey?: string) => ({
  encryptionConfigurations: [{ encryptionType, kmsKey }],
});
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e";

describeRule<Record<string, unknown>>(ecrCmk, {
  good: given(by("KMS", KEY), { settings: { dataClass: "confidential" } }),
  bad: {
    "nothing set": { encryptionConfigurations: undefined },
    "S3's keys": by("AES256"),
    "AWS's key": by("KMS"),
  },
  nearMisses: { twice: by("KMS_DSSE", KEY) },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});
