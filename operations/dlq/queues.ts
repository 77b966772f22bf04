import {
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  QueueDoesNotExist,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { concurrently } from "../concurrent.ts";

/** A queue of the account, as far as dead letters go. */
export interface QueueSettings {
  readonly arn: string;
  readonly url: string;
  /** Where its messages go that were received too often. */
  readonly deadLetterArn: string | undefined;
}

/** All queues of the account and region. */
export async function allQueues(sqs: SQSClient): Promise<readonly QueueSettings[]> {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs, pageSize: 1000 }, {}))
    urls.push(...QueueUrls);
  const queues = await concurrently(urls, (url) => settingsOf(sqs, url));
  return queues.filter((queue) => queue !== undefined);
}

/** A queue that was deleted is listed for another minute. */
async function settingsOf(sqs: SQSClient, url: string): Promise<QueueSettings | undefined> {
  try {
    const { Attributes: { QueueArn: arn = "", RedrivePolicy } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn", "RedrivePolicy"] }),
    );
    return { arn, url, deadLetterArn: deadLetterTarget(RedrivePolicy) };
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  }
}

/** Of the redrive policy of a queue or of a subscription. */
export function deadLetterTarget(redrivePolicy: string | undefined): string | undefined {
  if (redrivePolicy === undefined || redrivePolicy === "") return undefined;
  return (JSON.parse(redrivePolicy) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn;
}

export async function hasTags(
  sqs: SQSClient,
  { url }: QueueSettings,
  tags: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { Tags = {} } = await sqs.send(new ListQueueTagsCommand({ QueueUrl: url }));
  return Object.entries(tags).every(([key, value]) => Tags[key] === value);
}

export function queueName(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
