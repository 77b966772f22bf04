import assert from "node:assert/strict";
import { Sandbox } from "./sandbox.ts";

/** Each mistake of `fixtures/refused`, by the line of docs/aws-traps.md, and the words of the refusal. */
const MISTAKES: readonly (readonly [line: number, mistake: string, words: RegExp])[] = [
  [4, "largeEnvironment", /worker.*exceeded the 4KB limit/s],
  [6, "integrationAboveMaximum", /31000/],
  [8, "wildcardWithCredentials", /allowOrigins can not contain \*/],
  [11, "reservedVariable", /reserved keys.*AWS_REGION/s],
  [14, "reservedConcurrency", /UnreservedConcurrentExecution below its minimum/],
  [14, "concurrencyOfOne", /maximumConcurrency.*from 2/],
  [15, "visibilityBelowTimeout", /visibility timeout: 9 seconds is less than Function timeout: 10 seconds/],
  [15, "noReceive", /permissions to call ReceiveMessage on SQS/],
  [19, "redriveNotAllowed", /RedriveAllowPolicy of the dead letter target does not permit/],
  [19, "redriveToMissingQueue", /jobs-dlq/],
  [26, "policyAfterMapping", /permissions to call ReceiveMessage on SQS/],
  [27, "longFunctionName", /64|\{1,64\}/],
  [27, "longQueueName", /80/],
  [29, "keyWithoutLogs", /not allowed to be used with Arn/],
  [29, "keyForOtherLogGroups", /not allowed to be used with Arn/],
  [29, "keyForMissingRole", /invalid principals.*orders-create/],
  [31, "noLogDelivery", /Insufficient permissions to enable logging.*delivery\.logs\.amazonaws\.com/],
  [31, "tooManyLogPolicies", /LimitExceeded/],
];

describe("programs that AWS refuses", function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await Sandbox.start();
  });
  afterEach(() => sandbox.close());

  for (const [line, mistake, words] of MISTAKES) {
    it(`${mistake} (line ${line})`, async () => {
      assert.match(await sandbox.refusal("refused", { mistake }), words);
    });
  }
});
