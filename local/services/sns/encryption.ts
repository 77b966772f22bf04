import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys } from "../../core/ports.ts";
import { fromKeyService } from "./errors.ts";
import type { Topic } from "./topics.ts";

const AWS_MANAGED_KEY = "alias/aws/sns";

/**
 * Uses a topic's key as SNS does for whoever publishes. A service publishes in its own name, so that the key's
 * policy must let its principal in, which only that of a customer managed key can.
 * Source: SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".
 * @throws {AwsError} `KMSAccessDenied`, `KMSDisabled`, `KMSInvalidState`, `KMSNotFound`
 */
export function encryptFor(topic: Topic, principal: Principal, keys: Keys): void {
  const key = topic.settings.kmsMasterKeyId;
  if (key === undefined) return;
  try {
    if (key.endsWith(AWS_MANAGED_KEY)) {
      refuseServices(principal);
      return;
    }
    const use = { key, via: "sns", encryptionContext: { "aws:sns:topicArn": topic.arn } };
    keys.use(principal, { ...use, action: "kms:GenerateDataKey" });
    keys.use(principal, { ...use, action: "kms:Decrypt" });
  } catch (error) {
    throw fromKeyService(error);
  }
}

function refuseServices(principal: Principal): void {
  if (principal.kind !== "service") return;
  throw new AwsError(
    "AccessDeniedException",
    `Service: ${principal.service} is not authorized to perform: kms:GenerateDataKey on ${AWS_MANAGED_KEY}, whose policy AWS manages: encrypt the topic with a customer managed key that allows ${principal.service}.`,
  );
}
