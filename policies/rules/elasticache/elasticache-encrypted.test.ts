import type { elasticache } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { elasticacheEncrypted } from "./elasticache-encrypted.ts";

describeRule<elasticache.ReplicationGroupArgs>(elasticacheEncrypted, {
  good: {
    description: "Sessions",
    engine: "redis",
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
  },
  bad: {
    "not at rest": given({ atRestEncryptionEnabled: undefined }, { findings: ["atRestEncryptionEnabled"] }),
    "not in transit": given({ transitEncryptionEnabled: false }, { findings: ["transitEncryptionEnabled"] }),
    "Valkey, switched off": { engine: "valkey", transitEncryptionEnabled: false },
  },
  nearMisses: {
    "Valkey, which encrypts by default": {
      engine: "valkey",
      atRestEncryptionEnabled: undefined,
      transitEncryptionEnabled: undefined,
    },
  },
});
