import assert from "node:assert/strict";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { AwsStub } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { Mailer } from "./mailer.ts";

describe("Mailer", () => {
  let stub: AwsStub;
  let client: SESv2Client;
  const send = () =>
    new Mailer("Orderflow <orders@example.com>", "mail-dev", client).send({
      to: "ada@example.org",
      template: "order-confirmed-dev",
      data: { orderId: "o-1" },
    });

  before(async () => {
    stub = await AwsStub.start();
    client = new SESv2Client({
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

  it("has SES render and send the mail, and tells its id", async () => {
    stub.respond = () => ({ body: { MessageId: "m-1" } });
    assert.equal(await send(), "m-1");
    assert.deepEqual(stub.requests[0]?.body, {
      FromEmailAddress: "Orderflow <orders@example.com>",
      Destination: { ToAddresses: ["ada@example.org"] },
      ConfigurationSetName: "mail-dev",
      Content: { Template: { TemplateName: "order-confirmed-dev", TemplateData: '{"orderId":"o-1"}' } },
    });
  });

  it("names no address in its errors, which are called as SES's", async () => {
    stub.respond = () => ({
      status: 400,
      body: { __type: "MessageRejected", message: "Address blacklisted: ada@example.org" },
    });
    await assert.rejects(send(), (error: Error) => {
      assert.equal(error.name, "MessageRejected");
      assert.equal(error.cause, undefined);
      assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes("ada@"));
      return true;
    });
  });
});
