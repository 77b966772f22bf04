import assert from "node:assert/strict";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AwsStub, failure } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { OrderFulfilment } from "./order-fulfilment.ts";

const ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:order-fulfilment-dev";
const EXECUTION = "arn:aws:states:eu-west-1:111122223333:execution:order-fulfilment-dev:o1";

describe("OrderFulfilment", () => {
  let stub: AwsStub;
  let client: SFNClient;
  let fulfilment: OrderFulfilment;

  before(async () => {
    stub = await AwsStub.start();
    client = new SFNClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
    fulfilment = new OrderFulfilment(ARN, client);
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  it("names the execution for the order, and gives it no more than its id", async () => {
    stub.respond = () => ({ body: { executionArn: EXECUTION, startDate: 1 } });
    assert.equal(await fulfilment.start("o1"), true);
    assert.deepEqual(stub.requests[0]?.body, { stateMachineArn: ARN, name: "o1", input: '{"id":"o1"}' });
  });

  it("says so where the execution has ended", async () => {
    stub.respond = () => failure("ExecutionAlreadyExists", "Execution Already Exists");
    assert.equal(await fulfilment.start("o1"), false);
  });

  it("looks at the order's execution and has it go on", async () => {
    stub.respond = ({ target }) => ({
      body: target.endsWith("DescribeExecution") ? { status: "FAILED", startDate: 1 } : { redriveDate: 2 },
    });
    assert.equal(await fulfilment.status("o1"), "FAILED");
    await fulfilment.redrive("o1");
    assert.deepEqual(
      stub.requests.map(({ target, body }) => [target, body.executionArn]),
      [
        ["AWSStepFunctions.DescribeExecution", EXECUTION],
        ["AWSStepFunctions.RedriveExecution", EXECUTION],
      ],
    );
  });

  it("throws what is not about the name", async () => {
    stub.respond = () => failure("AccessDeniedException", "not authorized");
    await assert.rejects(fulfilment.start("o1"), { name: "AccessDeniedException" });
  });
});
