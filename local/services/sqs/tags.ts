import { invalidParameter } from "./errors.ts";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/**
 * Checks the tags that a queue would have.
 * Source: SQS Developer Guide, "Amazon SQS cost allocation tags"; AWS General Reference, tag restrictions.
 * @throws {AwsError} `InvalidParameterValue`
 */
export function checkTags(queueName: string, tags: ReadonlyMap<string, string>): void {
  if (tags.size > MAX_TAGS) {
    throw invalidParameter(`Too many tags added for queue ${queueName}: it can have ${MAX_TAGS}.`);
  }
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > MAX_KEY) {
      throw invalidParameter(`Tag keys must be between 1 and ${MAX_KEY} characters in length.`);
    }
    if (value.length > MAX_VALUE) {
      throw invalidParameter(`Tag values must be between 0 and ${MAX_VALUE} characters in length.`);
    }
    if (key.toLowerCase().startsWith("aws:")) {
      throw invalidParameter(`Tag keys cannot start with 'aws:', which is reserved for AWS: ${key}`);
    }
  }
}
