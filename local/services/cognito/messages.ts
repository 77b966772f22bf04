import { randomInt } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { CodePurpose, User } from "./model.ts";
import type { UserPool } from "./user-pool.ts";

export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: "EMAIL" | "SMS";
  readonly AttributeName: string;
}

/** A mail or a text message that Cognito would have sent. */
export interface Message {
  readonly userPoolId: string;
  readonly username: string;
  readonly medium: CodeDelivery["DeliveryMedium"];
  readonly destination: string;
  readonly text: string;
}

export type MessageSink = (message: Message) => void;

export const DEFAULT_EMAIL_MESSAGE = "Your confirmation code is {####}";
const SMS_MESSAGE = "Your verification code is {####}";
const INVITATION = "Your username is {username} and temporary password is {####}";
const HOUR_MS = 3_600_000;
/** After so many wrong ones a code is no longer looked at. */
const MAX_MISMATCHES = 5;

/** Codes and temporary passwords on their way to users. */
export class Messages {
  readonly #clock: Clock;
  readonly #sink: MessageSink;

  constructor(clock: Clock, sink: MessageSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  /** Makes a code that replaces the earlier one for its purpose. `attribute` is where it goes to. */
  sendCode(
    pool: UserPool,
    user: User,
    purpose: CodePurpose,
    attribute: string,
    destination = user.attributes.get(attribute) ?? "",
  ): CodeDelivery {
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    user.codes.set(purpose, { code, expiresAt: this.#clock.now() + validityMs(purpose), mismatches: 0 });
    user.lastSent = code;
    const delivery = deliveryTo(attribute, destination);
    const template = delivery.DeliveryMedium === "SMS" ? SMS_MESSAGE : pool.settings.emailMessage;
    this.#send(pool, user, delivery, destination, template.replaceAll("{####}", code));
    return delivery;
  }

  /** Uses a code up. @throws {AwsError} `CodeMismatchException`, `ExpiredCodeException`, `LimitExceededException` */
  takeCode(user: User, purpose: CodePurpose, code: string): void {
    const sent = user.codes.get(purpose);
    if (sent === undefined || sent.expiresAt <= this.#clock.now()) throw expiredCode();
    if (sent.mismatches >= MAX_MISMATCHES) {
      throw new AwsError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
    }
    if (sent.code !== code) {
      sent.mismatches++;
      throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
    }
    user.codes.delete(purpose);
  }

  sendInvitation(pool: UserPool, user: User, password: string): void {
    user.lastSent = password;
    const email = user.attributes.get("email");
    const attribute = email === undefined ? "phone_number" : "email";
    const destination = email ?? user.attributes.get(attribute);
    if (destination === undefined) return;
    const name = pool.settings.usernameAttributes.length > 0 ? destination : user.username;
    const text = INVITATION.replace("{username}", name).replace("{####}", password);
    this.#send(pool, user, deliveryTo(attribute, destination), destination, text);
  }

  #send(pool: UserPool, user: User, delivery: CodeDelivery, destination: string, text: string): void {
    this.#sink({
      userPoolId: pool.id,
      username: user.username,
      medium: delivery.DeliveryMedium,
      destination,
      text,
    });
  }
}

/** What a code that isn't there, or not any more, is answered with. */
export function expiredCode(): AwsError {
  return new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

/** A destination as Cognito shows it: `a***@e***` or `+*******1234`. */
export function deliveryTo(attribute: string, value: string): CodeDelivery {
  if (attribute === "phone_number")
    return { Destination: `+*******${value.slice(-4)}`, DeliveryMedium: "SMS", AttributeName: attribute };
  const [name = "", domain = ""] = value.split("@");
  const Destination = `${name.charAt(0)}***@${domain.charAt(0)}***`;
  return { Destination, DeliveryMedium: "EMAIL", AttributeName: attribute };
}

/** Source: Amazon Cognito Developer Guide, "Quotas in Amazon Cognito", validity of codes. */
function validityMs(purpose: CodePurpose): number {
  return purpose === "reset" ? HOUR_MS : 24 * HOUR_MS;
}
