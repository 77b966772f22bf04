import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { EmailSender, type EmailSenderArgs } from "./email-sender.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ARN = "arn:aws:ses:eu-west-1:111122223333";

async function deploy(args: Partial<EmailSenderArgs> = {}) {
  const made: EmailSender[] = [];
  const stack = await mockStack(() => {
    made.push(
      new EmailSender("mail", {
        sender: "orders@example.com",
        displayName: "Orderflow",
        templates: { "order-confirmed": { subject: "S", text: "T {{id}}", html: "<p>{{id}}</p>" } },
        ...args,
      }),
    );
  });
  const [sender] = made;
  assert.ok(sender);
  return { stack, sender };
}

describe("EmailSender", () => {
  it("has an identity that sends through its configuration set: by TLS, and not to who bounced", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find("aws:sesv2/emailIdentity:EmailIdentity", "mail").inputs, {
      emailIdentity: "orders@example.com",
      configurationSetName: "mail-dev",
    });
    assert.deepEqual(stack.find("aws:sesv2/configurationSet:ConfigurationSet", "mail").inputs, {
      configurationSetName: "mail-dev",
      deliveryOptions: { tlsPolicy: "REQUIRE" },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
  });

  it("has its templates", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find("aws:ses/template:Template", "mail-order-confirmed").inputs, {
      name: "mail-order-confirmed-dev",
      subject: "S",
      text: "T {{id}}",
      html: "<p>{{id}}</p>",
    });
  });

  for (const [sender, address] of [
    ["orders@example.com", "orders@example.com"],
    ["example.com", "orders@example.com"],
  ] as const)
    it(`lets a role send from ${address} alone, where ${sender} is the sender`, async () => {
      const made = await deploy({ sender });
      const { env, statements } = made.sender.sender({ "order-confirmed": "CONFIRMED" });
      assert.equal(env.EMAIL_SENDER, `Orderflow <${address}>`);
      assert.equal(await resolved(env.EMAIL_CONFIGURATION_SET), "mail-dev");
      assert.equal(await resolved(env.CONFIRMED), "mail-order-confirmed-dev");
      const [statement] = statements;
      assert.deepEqual(
        { ...statement, Resource: await Promise.all((statement?.Resource ?? []).map(resolved)) },
        {
          Sid: "MailSender",
          Effect: "Allow",
          Action: ["ses:SendEmail"],
          Resource: [
            `${ARN}:identity/${sender}`,
            `${ARN}:configuration-set/mail-dev`,
            `${ARN}:template/mail-order-confirmed-dev`,
          ],
          Condition: { StringEquals: { "ses:FromAddress": address } },
        },
      );
    });

  it("has no grant for a template that it does not have", async () => {
    const { sender } = await deploy();
    assert.throws(() => sender.sender({ other: "OTHER" }), /no template 'other', only order-confirmed/);
  });

  it("tells operators of mails that were not sent, and before SES stops the account", async () => {
    const { stack } = await deploy({ alarmActions: ["arn:operators"] });
    const metrics = stack.names(ALARM).map((name) => {
      const { metricName, dimensions, threshold, alarmActions } = stack.find(ALARM, name).inputs;
      assert.deepEqual(dimensions, { "ses:configuration-set": "mail-dev" });
      assert.deepEqual(alarmActions, ["arn:operators"]);
      return [name, metricName, threshold];
    });
    assert.deepEqual(metrics, [
      ["mail-bounces", "Reputation.BounceRate", 0.05],
      ["mail-complaints", "Reputation.ComplaintRate", 0.001],
      ["mail-rejected", "Reject", 0],
      ["mail-unrendered", "RenderingFailure", 0],
    ]);
    const { inputs } = stack.find(
      "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
      "mail",
    );
    const { matchingEventTypes } = inputs.eventDestination as { matchingEventTypes: readonly string[] };
    for (const type of ["REJECT", "RENDERING_FAILURE"]) assert.ok(matchingEventTypes.includes(type));
  });
});
