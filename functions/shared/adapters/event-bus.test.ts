import assert from "node:assert/strict";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { AwsStub, failure } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { EventBus } from "./event-bus.ts";

describe("EventBus", () => {
  let stub: AwsStub;
  let client: EventBridgeClient;
  const put = () =>
    new EventBus("orderflow-dev", "orderflow.orders", client).put({
      detailType: "OrderCreated",
      detail: { data: { orderId: "o1" } },
    });

  before(async () => {
    stub = await AwsStub.start();
    client = new EventBridgeClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  it("puts the event on its bus, as one of its source", async () => {
    stub.respond = () => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: "e1" }] } });
    await put();
    assert.deepEqual(stub.targets, ["AWSEvents.PutEvents"]);
    assert.deepEqual(stub.requests[0]?.body.Entries, [
      {
        EventBusName: "orderflow-dev",
        Source: "orderflow.orders",
        DetailType: "OrderCreated",
        Detail: '{"data":{"orderId":"o1"}}',
      },
    ]);
  });

  it("throws where the bus answered, and did not take the event", async () => {
    const entry = { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" };
    stub.respond = () => ({ body: { FailedEntryCount: 1, Entries: [entry] } });
    await assert.rejects(put(), { name: "ThrottlingException", message: /orderflow-dev.*Rate exceeded/ });
  });

  it("throws what the SDK throws", async () => {
    stub.respond = () => failure("AccessDeniedException", "not authorized");
    await assert.rejects(put(), { name: "AccessDeniedException" });
  });
});
