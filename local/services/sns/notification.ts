import type { Message } from "./message.ts";
import type { MessageAttribute } from "./message-attributes.ts";
import type { Signer } from "./signature.ts";
import type { Subscription } from "./subscriptions.ts";
import type { Topic } from "./topics.ts";

/** A notification as subscribers see it, in the order of its fields. */
export interface Notification {
  readonly Type: "Notification";
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string | undefined;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly UnsubscribeURL: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

export async function notificationOf(
  topic: Topic,
  subscription: Subscription,
  message: Message,
  signer: Signer,
  endpoint: string,
): Promise<Notification> {
  const signed = {
    MessageId: message.id,
    TopicArn: topic.arn,
    Subject: message.subject,
    Message: message.textFor(subscription.protocol),
    Timestamp: new Date(message.publishedAt).toISOString(),
  };
  const version = topic.settings.signatureVersion;
  return {
    Type: "Notification",
    ...signed,
    SignatureVersion: version,
    Signature: await signer.sign(signed, version),
    SigningCertURL: await signer.certificateUrl(),
    UnsubscribeURL: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, typeAndValue(attribute)]),
    ),
  };
}

/** The JSON of a notification to a queue, laid out as SNS does. */
export function envelope(notification: Notification): string {
  const { MessageAttributes, ...fields } = notification;
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`);
  const attributes = Object.entries(MessageAttributes).map(
    ([name, attribute]) => `    ${JSON.stringify(name)} : ${JSON.stringify(attribute)}`,
  );
  if (attributes.length > 0) lines.push(`  "MessageAttributes" : {\n${attributes.join(",\n")}\n  }`);
  return `{\n${lines.join(",\n")}\n}`;
}

/** The event of a function. Source: Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications". */
export function lambdaEvent(notification: Notification, subscription: Subscription): string {
  const { SigningCertURL, UnsubscribeURL, Subject = null, ...rest } = notification;
  return JSON.stringify({
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: { ...rest, Subject, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL },
      },
    ],
  });
}

function typeAndValue({ DataType, StringValue, BinaryValue }: MessageAttribute) {
  return { Type: DataType, Value: StringValue ?? BinaryValue ?? "" };
}
