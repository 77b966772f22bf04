import type { kms } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { kmsRotation } from "./kms-rotation.ts";

describeRule<kms.KeyArgs>(kmsRotation, {
  good: { description: "Orders", enableKeyRotation: true },
  bad: {
    "a period, but no rotation": { enableKeyRotation: undefined, rotationPeriodInDays: 90 },
    "nothing set": { enableKeyRotation: undefined },
    "switched off": { enableKeyRotation: false },
  },
  nearMisses: { "more often": { rotationPeriodInDays: 90 } },
  notApplicable: {
    "an asymmetric key": {
      enableKeyRotation: undefined,
      customerMasterKeySpec: "RSA_4096",
      keyUsage: "SIGN_VERIFY",
    },
    "a key for HMAC": {
      enableKeyRotation: undefined,
      customerMasterKeySpec: "HMAC_256",
      keyUsage: "GENERATE_VERIFY_MAC",
    },
    "a key in a store of one's own": {
      enableKeyRotation: undefined,
      customKeyStoreId: "cks-1a2b3c4d5e6f7a8b9",
    },
  },
});
