import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraEncrypted } from "./aurora-encrypted.ts";

describeRule<rds.ClusterArgs>(auroraEncrypted, {
  good: { engine: "aurora-postgresql", storageEncrypted: true },
  bad: {
    "a key, but nothing switched on": {
      storageEncrypted: undefined,
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e",
    },
    "nothing set": { storageEncrypted: undefined },
    "switched off": { storageEncrypted: false },
    "an instance": given({ storageEncrypted: false }, { type: "aws:rds/instance:Instance" }),
  },
  nearMisses: { "with a key": { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" } },
  notApplicable: {
    "restored from a snapshot, whose encryption it has": {
      storageEncrypted: undefined,
      snapshotIdentifier: "before-the-move",
    },
  },
});
