import { type Place, stateBucketArn } from "../place.ts";
import { type Policy, policy } from "./policy.ts";

/** Nobody reads or writes the state but over TLS. */
export function stateBucketPolicy(place: Place): Policy {
  const bucket = stateBucketArn(place);
  return policy([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [bucket, `${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
