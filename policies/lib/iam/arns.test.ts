import assert from "node:assert/strict";
import { arnFits, arnsIntersect, isOpen } from "./arns.ts";

const BUCKET = `arn:\${Partition}:s3:::\${BucketName}`;
const OBJECT = `${BUCKET}/\${ObjectName}`;
const STREAM = `arn:\${Partition}:logs:\${Region}:\${Account}:log-group:\${Group}:log-stream:\${Stream}`;

describe("ARN patterns", () => {
  it("fit a format when some ARN is of both", () => {
    assert.ok(arnFits("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x:*", STREAM));
    assert.ok(!arnFits("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x", STREAM));
    assert.ok(arnFits("*", STREAM));
  });

  it("tell a bucket from its objects", () => {
    assert.ok(arnFits("arn:aws:s3:::files", BUCKET) && !arnFits("arn:aws:s3:::files", OBJECT));
    assert.ok(arnFits("arn:aws:s3:::files/*", OBJECT) && !arnFits("arn:aws:s3:::files/*", BUCKET));
    assert.ok(arnFits("arn:aws:s3:::files*", OBJECT) && arnFits("arn:aws:s3:::files*", BUCKET));
  });

  it("keep a wildcard within its part of the ARN", () => {
    assert.ok(!arnsIntersect("arn:aws:sqs:*:orders", "arn:aws:sqs:eu-west-1:111122223333:orders"));
    assert.ok(arnsIntersect("arn:aws:sqs:*", "arn:aws:sqs:eu-west-1:111122223333:orders"));
  });

  it("intersect each other", () => {
    const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
    assert.ok(arnsIntersect(queue("orders-*"), queue("*-dlq")));
    assert.ok(!arnsIntersect(queue("orders-*"), queue("users-*")));
    assert.ok(arnsIntersect(queue("order?"), queue("orders")));
  });

  it("are open when they name nothing", () => {
    const open = [
      "*",
      "arn:aws:s3:::*",
      "arn:aws:dynamodb:eu-west-1:111122223333:table/*",
      "arn:aws:logs:*:*:*",
      "arn:aws:iam::111122223333:role/*",
      "arn:aws:apigateway:eu-west-1::/restapis/*",
      "arn:aws:sqs",
    ];
    const named = [
      "arn:aws:s3:::files/*",
      "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-*",
      "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*",
      "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*",
    ];
    assert.deepEqual(
      open.filter((arn) => !isOpen(arn)),
      [],
    );
    assert.deepEqual(named.filter(isOpen), []);
  });
});
