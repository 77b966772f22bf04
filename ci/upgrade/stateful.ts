/** What is lost when a resource of a type is replaced or deleted. Types that are not here can be made again. */
export const STATEFUL: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logGroup:LogGroup": "its log events",
  "aws:cognito/userPool:UserPool": "its users, and every token that they hold",
  "aws:cognito/userPoolClient:UserPoolClient": "every sign-in through it",
  "aws:dynamodb/globalTable:GlobalTable": "its items",
  "aws:dynamodb/table:Table": "its items",
  "aws:kinesis/stream:Stream": "its records",
  "aws:kms/key:Key": "whatever is encrypted with it",
  "aws:s3/bucket:Bucket": "its objects",
  "aws:s3/bucketV2:BucketV2": "its objects",
  "aws:secretsmanager/secret:Secret": "its value",
  "aws:sns/topic:Topic": "its subscriptions, which have to be confirmed again",
  "aws:sqs/queue:Queue": "its messages",
};
