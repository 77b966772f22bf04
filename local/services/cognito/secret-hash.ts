import { createHmac, timingSafeEqual } from "node:crypto";
import { notAuthorized } from "./errors.ts";
import type { UserPoolClient } from "./model.ts";

/**
 * A client with a secret must prove that it knows it, for each of `names` that a user may be called by.
 * Source: Amazon Cognito Developer Guide, "Computing secret hash values".
 * @throws {AwsError} `NotAuthorizedException`
 */
export function checkSecretHash(
  client: UserPoolClient,
  secretHash: string | undefined,
  ...names: readonly string[]
): void {
  const { clientId, clientSecret } = client;
  if (clientSecret === undefined) {
    if (secretHash === undefined) return;
    throw notAuthorized(`Client ${clientId} is not configured for secret but secret hash was received`);
  }
  if (secretHash === undefined)
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  const given = Buffer.from(secretHash, "base64");
  const matches = names.some((name) => {
    const expected = createHmac("sha256", clientSecret).update(name).update(clientId).digest();
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  if (!matches) throw notAuthorized(`Unable to verify secret hash for client ${clientId}`);
}
