import { randomInt } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { SentCode, User } from "./model.ts";

export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: "EMAIL" | "SMS";
  readonly AttributeName: string;
}

const HOUR_MS = 3_600_000;
/** Source: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito", validity of codes. */
const VALIDITY_MS: Readonly<Record<SentCode["purpose"], number>> = { confirm: 24 * HOUR_MS, reset: HOUR_MS };

/** Makes a code that replaces the user's earlier one. `attribute` is where it goes to. */
export function sendCode(
  user: User,
  purpose: SentCode["purpose"],
  attribute: string,
  clock: Clock,
): CodeDelivery {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  user.code = { code, purpose, expiresAt: clock.now() + VALIDITY_MS[purpose] };
  user.lastSent = code;
  return deliveryTo(attribute, user.attributes.get(attribute) ?? "");
}

/** Uses the code up. @throws {AwsError} `CodeMismatchException`, `ExpiredCodeException` */
export function takeCode(user: User, purpose: SentCode["purpose"], code: string, clock: Clock): void {
  const sent = user.code;
  if (sent === undefined || sent.purpose !== purpose || sent.expiresAt <= clock.now())
    throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
  if (sent.code !== code)
    throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
  user.code = undefined;
}

/** A destination as Cognito shows it: `a***@e***` or `+*******1234`. */
export function deliveryTo(attribute: string, value: string): CodeDelivery {
  if (attribute === "phone_number")
    return { Destination: `+*******${value.slice(-4)}`, DeliveryMedium: "SMS", AttributeName: attribute };
  const [name = "", domain = ""] = value.split("@");
  const Destination = `${name.charAt(0)}***@${domain.charAt(0)}***`;
  return { Destination, DeliveryMedium: "EMAIL", AttributeName: attribute };
}
