import { describeRule } from "../../lib/testing/resource-rule.ts";
import { aossNoPublicNetwork } from "./aoss-no-public-network.ts";

const network = (...access: object[]) => ({
  type: "network",
  policy: JSON.stringify(
    access.map((each) => ({
      Rules: [{ ResourceType: "collection", Resource: ["collection/orders"] }],
      ...each,
    })),
  ),
});

describeRule(aossNoPublicNetwork, {
  good: network({ AllowFromPublic: false, SourceVPCEs: ["vpce-1a2b"] }),
  bad: {
    "from everywhere": network({ AllowFromPublic: true }),
    "one of two": network({ AllowFromPublic: false }, { AllowFromPublic: true }),
    "no JSON": { policy: "[" },
  },
  nearMisses: { "from a service of AWS": network({ SourceServices: ["bedrock.amazonaws.com"] }) },
  notApplicable: { "an encryption policy": { type: "encryption" } },
});
