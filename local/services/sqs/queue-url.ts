/** The URL of the queue with this ARN, for the API's operations, which go by the URL's path alone. */
export function queueUrl(queueArn: string): string {
  const [, , , region, accountId, name] = queueArn.split(":");
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}
