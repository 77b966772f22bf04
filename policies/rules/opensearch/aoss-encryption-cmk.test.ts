import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { aossEncryptionCmk } from "./aoss-encryption-cmk.ts";

const encryption = (key: object) => ({
  type: "encryption",
  policy: JSON.stringify({
    Rules: [{ ResourceType: "collection", Resource: ["collection/orders"] }],
    ...key,
  }),
});

describeRule(aossEncryptionCmk, {
  good: given(encryption({ AWSOwnedKey: false, KmsARN: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" }), {
    settings: { dataClass: "personal" },
  }),
  bad: { "AWS's key": encryption({ AWSOwnedKey: true }), "no JSON": { policy: "{" } },
  nearMisses: {
    "a key and no more": encryption({ KmsARN: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" }),
  },
  notApplicable: {
    "no classified data": given({}, { settings: {} }),
    "a network policy": { type: "network" },
  },
});
