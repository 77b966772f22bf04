import assert from "node:assert/strict";
import { Sandbox } from "./sandbox.ts";

/** Each mistake of `fixtures/refused`, by the line of docs/aws-traps.md, and the words of the refusal. */
const MISTAKES: readonly (readonly [line: number, mistake: string, words: RegExp])[] = [
  [4, "largeEnvironment", /worker.*exceeded the 4KB limit/s],
  [6, "integrationAboveMaximum", /31000/],
  [8, "wildcardWithCredentials", /allow credentials/i],
  [11, "reservedVariable", /reserved keys.*AWS_REGION/s],
  [11, "timeoutAboveMaximum", /901/],
  [11, "roleOfAnotherService", /cannot be assumed by Lambda/],
  [14, "reservedConcurrency", /UnreservedConcurrentExecution below its minimum/],
  [14, "concurrencyOfOne", /[Cc]oncurrency/],
  [15, "visibilityBelowTimeout", /visibility timeout: 9 seconds is less than Function timeout: 10 seconds/],
  [15, "noReceive", /permissions to call ReceiveMessage on SQS/],
  [15, "noDelete", /permissions to call DeleteMessage on SQS/],
  [15, "noAttributes", /permissions to call GetQueueAttributes on SQS/],
  [15, "bigBatchWithoutWindow", /[Bb]atching ?[Ww]indow/],
  [19, "redriveNotAllowed", /redrive/i],
  [19, "redriveToMissingQueue", /jobs-dlq/],
  [26, "policyAfterMapping", /permissions to call ReceiveMessage on SQS/],
  [27, "longFunctionName", /64|\{1,64\}/],
  [27, "longRoleName", /64/],
  [27, "longQueueName", /80/],
  [27, "dottedQueueName", /alphanumeric/],
  [29, "keyWithoutLogs", /KMS|kms/],
  [29, "keyForOtherLogGroups", /KMS|kms/],
  [29, "keyForMissingRole", /principal/i],
  [31, "noLogDelivery", /log/],
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
