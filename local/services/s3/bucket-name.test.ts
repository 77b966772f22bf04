import assert from "node:assert/strict";
import { checkBucketName } from "./bucket-name.ts";

describe("Bucket names", () => {
  for (const name of ["abc", "orders.logs-1", "1abc", "a".repeat(63)])
    it(`may be ${name.slice(0, 20)}`, () => checkBucketName(name));

  for (const name of [
    "ab",
    "a".repeat(64),
    "Orders",
    "orders_logs",
    "-orders",
    "orders-",
    ".orders",
    "or..ders",
    "192.168.5.4",
    "xn--orders",
    "sthree-orders",
    "amzn-s3-demo-orders",
    "orders-s3alias",
    "orders--ol-s3",
    "orders--x-s3",
    "",
  ])
    it(`may not be ${JSON.stringify(name.slice(0, 30))}`, () =>
      assert.throws(() => checkBucketName(name), { name: "InvalidBucketName" }));
});
