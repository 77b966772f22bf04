import {
  GetSubscriptionAttributesCommand,
  NotFoundException,
  paginateListSubscriptions,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { concurrently } from "../../concurrent.ts";
import { attribute, type DeadLetter, objectOf } from "../dead-letter.ts";
import { deadLetterTarget } from "../queues.ts";
import type { Targets } from "../targets.ts";
import { NotRedrivable, type Redrive, type Referrer } from "./referrer.ts";

export interface SubscriptionSettings {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
  readonly deadLetterArn: string;
}

/** A subscription of a topic: its endpoint alone gets what could not be delivered, in the form in which it gets everything. */
export class Subscription implements Referrer {
  readonly kind = "subscription";
  readonly arn: string;
  readonly deadLetterArn: string;
  readonly #settings: SubscriptionSettings;
  readonly #targets: Targets;

  constructor(settings: SubscriptionSettings, targets: Targets) {
    this.arn = settings.arn;
    this.deadLetterArn = settings.deadLetterArn;
    this.#settings = settings;
    this.#targets = targets;
  }

  get name(): string {
    const { endpoint } = this.#settings;
    return endpoint.slice(endpoint.lastIndexOf(":") + 1);
  }

  /** What SNS delivers raw says nothing of SNS; no other service puts a message without attributes of its own. */
  hasPut(letter: DeadLetter): boolean {
    const notification = objectOf(letter);
    const subscription = subscriptionOf(notification);
    if (subscription !== undefined) return subscription === this.arn;
    return (
      this.#settings.raw &&
      letter.sourceQueueArn === undefined &&
      ["ERROR_CODE", "RequestID"].every((name) => attribute(letter, name) === undefined) &&
      notification?.requestContext === undefined
    );
  }

  /** SNS says nothing. */
  errorOf(): undefined {
    return undefined;
  }

  redrive(letter: DeadLetter): Redrive {
    const { protocol, endpoint } = this.#settings;
    if (protocol === "sqs") return this.#targets.asItIs(endpoint, letter);
    if (protocol === "lambda") return this.#targets.to(endpoint, letter, { text: this.#lambdaEvent(letter) });
    throw new NotRedrivable(`Nobody but SNS can deliver to the ${protocol} endpoint of ${this.arn}.`);
  }

  /** Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications". */
  #lambdaEvent(letter: DeadLetter): string {
    const body = objectOf(letter);
    if (Array.isArray(body?.Records)) return letter.body;
    if (body?.Type !== "Notification") throw new NotRedrivable("Its body is no notification of SNS.");
    const { SigningCertURL, UnsubscribeURL, Subject = null, MessageAttributes = {}, ...rest } = body;
    const Sns = {
      ...rest,
      Subject,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: UnsubscribeURL,
      MessageAttributes,
    };
    const record = { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: this.arn, Sns };
    return JSON.stringify({ Records: [record] });
  }
}

/** The subscription that a notification was for, by the link that ends it; a function is told its ARN. */
function subscriptionOf(notification: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [record] = Array.isArray(notification?.Records) ? notification.Records : [];
  if (typeof record?.EventSubscriptionArn === "string") return record.EventSubscriptionArn;
  const { Type, UnsubscribeURL } = notification ?? {};
  if (Type !== "Notification" || typeof UnsubscribeURL !== "string") return undefined;
  return /[?&]SubscriptionArn=([^&]+)/.exec(UnsubscribeURL)?.[1];
}

export async function subscriptions(sns: SNSClient, targets: Targets): Promise<readonly Subscription[]> {
  const arns: string[] = [];
  // One that nobody has confirmed has no ARN.
  for await (const { Subscriptions = [] } of paginateListSubscriptions({ client: sns }, {}))
    arns.push(
      ...Subscriptions.flatMap(({ SubscriptionArn: arn = "" }) => (arn.startsWith("arn:") ? [arn] : [])),
    );
  const found = await concurrently(arns, (arn) => settingsOf(sns, arn));
  return found.flatMap((settings) => (settings === undefined ? [] : [new Subscription(settings, targets)]));
}

async function settingsOf(sns: SNSClient, arn: string): Promise<SubscriptionSettings | undefined> {
  try {
    const { Attributes = {} } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
    );
    const deadLetterArn = deadLetterTarget(Attributes.RedrivePolicy);
    if (deadLetterArn === undefined) return undefined;
    const { Protocol: protocol = "", Endpoint: endpoint = "", RawMessageDelivery } = Attributes;
    return { arn, protocol, endpoint, raw: RawMessageDelivery === "true", deadLetterArn };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}
