import { createHash, createSign, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** What of a notification is signed. */
export interface Signed {
  readonly Message: string;
  readonly MessageId: string;
  readonly Subject: string | undefined;
  readonly Timestamp: string;
  readonly TopicArn: string;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const ALGORITHMS = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;

/**
 * Signs notifications with a key of this local cloud. The certificate's address has AWS's form, and nothing serves
 * it: a subscriber that checks signatures refuses local messages.
 * Source: SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 */
export class Signer {
  readonly #region: string;
  #keys: Promise<KeyPair> | undefined;

  constructor(region: string) {
    this.#region = region;
  }

  async publicKey(): Promise<KeyObject> {
    return (await this.#keyPair()).publicKey;
  }

  /** In base64. */
  async sign(notification: Signed, version: keyof typeof ALGORITHMS): Promise<string> {
    const { privateKey } = await this.#keyPair();
    return createSign(ALGORITHMS[version]).update(canonical(notification)).sign(privateKey, "base64");
  }

  async certificateUrl(): Promise<string> {
    const key = (await this.publicKey()).export({ type: "spki", format: "der" });
    const id = createHash("md5").update(key).digest("hex");
    return `https://sns.${this.#region}.amazonaws.com/SimpleNotificationService-${id}.pem`;
  }

  #keyPair(): Promise<KeyPair> {
    this.#keys ??= promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    return this.#keys;
  }
}

/** Names and values in alphabetical order, one a line. */
export function canonical({ Message, MessageId, Subject, Timestamp, TopicArn }: Signed): string {
  const fields = { Message, MessageId, Subject, Timestamp, TopicArn, Type: "Notification" };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}
