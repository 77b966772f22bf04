import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { queryProtocol } from "../../gateway/query-protocol.ts";
import { SnsHarness, topicArn } from "./testing.ts";

describe("SNS on the query protocol", () => {
  let h: SnsHarness;
  beforeEach(async () => {
    h = new SnsHarness();
    await h.topic("t");
  });
  afterEach(() => h.close());

  async function send(parameters: Readonly<Record<string, string>>) {
    const { service } = h.sns;
    const body = Buffer.from(new URLSearchParams({ Version: "2010-03-31", ...parameters }).toString());
    const { operation, input } = queryProtocol.parse(service, {
      method: "POST",
      url: "/",
      headers: {},
      body,
    });
    const answer = queryProtocol.answer(service, operation, await h.call(operation, input as object), "r");
    return { body: String(answer.body) };
  }

  it("answers maps as entries", async () => {
    const { body } = await send({ Action: "GetTopicAttributes", TopicArn: topicArn("t") });
    assert.match(
      body,
      /^<\?xml .*>\n<GetTopicAttributesResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><GetTopicAttributesResult><Attributes><entry><key>TopicArn<\/key><value>arn:aws:sns:eu-west-1:000000000000:t<\/value><\/entry>/,
    );
  });

  it("reads attributes of topics and of messages", async () => {
    await send({
      Action: "CreateTopic",
      Name: "u",
      "Attributes.entry.1.key": "DisplayName",
      "Attributes.entry.1.value": "U",
    });
    assert.equal(h.sns.topics.require(topicArn("u")).settings.attributes.DisplayName, "U");
    const published = {
      Action: "Publish",
      TopicArn: topicArn("u"),
      Message: "m",
      "MessageAttributes.entry.1.Name": "kind",
      "MessageAttributes.entry.1.Value.DataType": "Number",
      "MessageAttributes.entry.1.Value.StringValue": "x",
    };
    await assert.rejects(send(published), { code: "ParameterValueInvalid", message: /'kind'/ });
    const { body } = await send({ ...published, "MessageAttributes.entry.1.Value.StringValue": "5" });
    assert.match(body, /<MessageId>[0-9a-f-]{36}<\/MessageId>/);
  });

  for (const [signingName, code] of [
    ["sns", "AuthorizationError"],
    ["monitoring", "AccessDenied"],
  ] as const)
    it(`calls a denial ${code} for ${signingName}`, () => {
      const service = { ...h.sns.service, signingName };
      const { status, body } = queryProtocol.fail(service, new AwsError("AccessDeniedException", "no"), "r");
      assert.equal(status, 403);
      assert.match(String(body), new RegExp(`<Code>${code}</Code>`));
    });
});
