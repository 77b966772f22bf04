import assert from "node:assert/strict";
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  CreateEmailIdentityPolicyCommand,
  CreateEmailTemplateCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  DeleteEmailIdentityCommand,
  DeleteEmailIdentityPolicyCommand,
  DeleteEmailTemplateCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  GetEmailIdentityPoliciesCommand,
  GetEmailTemplateCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  ListEmailTemplatesCommand,
  ListTagsForResourceCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  type SESv2Client,
  type SESv2ServiceException,
  SendEmailCommand,
  type SendEmailCommandInput,
  TagResourceCommand,
  TestRenderEmailTemplateCommand,
  UntagResourceCommand,
  UpdateConfigurationSetEventDestinationCommand,
  UpdateEmailIdentityPolicyCommand,
  UpdateEmailTemplateCommand,
} from "@aws-sdk/client-sesv2";
import { SesHarness, sesArn } from "./testing.ts";

const TEMPLATE = {
  Subject: "Order {{orderId}}",
  Text: "Your order {{orderId}} costs {{total}}.",
  Html: "<p>Your order {{orderId}} costs <b>{{total}}</b>.</p>",
};

describe("SES through the AWS SDK", () => {
  let h: SesHarness;
  let client: SESv2Client;

  beforeEach(async () => {
    h = await SesHarness.start();
    client = h.client();
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: "example.com" }));
    await client.send(new CreateEmailTemplateCommand({ TemplateName: "order", TemplateContent: TEMPLATE }));
  });
  afterEach(() => h.close());

  const mail = (change: Partial<SendEmailCommandInput> = {}) =>
    new SendEmailCommand({
      FromEmailAddress: "Orderflow <orders@example.com>",
      Destination: { ToAddresses: ["ada@example.org"] },
      Content: { Template: { TemplateName: "order", TemplateData: '{"orderId":"o-1","total":"19.50 €"}' } },
      ...change,
    });
  const simple = (subject = "Hi"): SendEmailCommandInput["Content"] => ({
    Simple: { Subject: { Data: subject }, Body: { Text: { Data: "plain" } } },
  });
  const refused = (promise: Promise<unknown>, name: string, status: number, message = /./) =>
    assert.rejects(promise, (error: SESv2ServiceException) => {
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status]);
      assert.match(error.message, message);
      return true;
    });
  const sent = (id: string | undefined) => {
    const found = h.ses.mails.find(id ?? "");
    assert.ok(found, `no mail ${id}`);
    return found;
  };

  describe("sending", () => {
    it("renders a template into both parts", async () => {
      const { MessageId } = await client.send(mail());
      const { subject, text, html, eml, to, outcome, templateName } = sent(MessageId);
      assert.deepEqual(
        { subject, text, html, to, outcome, templateName },
        {
          subject: "Order o-1",
          text: "Your order o-1 costs 19.50 €.",
          html: "<p>Your order o-1 costs <b>19.50 €</b>.</p>",
          to: ["ada@example.org"],
          outcome: "DELIVERED",
          templateName: "order",
        },
      );
      assert.match(eml, /^From: "Orderflow" <orders@example.com>\r\n/);
      assert.ok(eml.includes(`Message-ID: <${MessageId}@eu-west-1.amazonses.com>`));
    });

    it("takes a template's ARN, and one that is in the call itself", async () => {
      const data = '{"orderId":"o-1","total":"1"}';
      const byArn = { TemplateArn: sesArn("template/order"), TemplateData: data };
      const inline = { TemplateContent: { Subject: "S", Text: "{{orderId}}" }, TemplateData: data };
      assert.equal(
        sent((await client.send(mail({ Content: { Template: byArn } }))).MessageId).subject,
        "Order o-1",
      );
      assert.equal(sent((await client.send(mail({ Content: { Template: inline } }))).MessageId).text, "o-1");
    });

    it("sends simple mails with headers, copies and blind copies", async () => {
      const { MessageId } = await client.send(
        mail({
          Destination: { ToAddresses: ["a@b.cd"], CcAddresses: ["c@b.cd"], BccAddresses: ["d@b.cd"] },
          ReplyToAddresses: ["help@example.com"],
          Content: {
            Simple: {
              Subject: { Data: "Grüße" },
              Body: { Html: { Data: "<p>x</p>" } },
              Headers: [{ Name: "X-Order", Value: "o-1" }],
            },
          },
        }),
      );
      const { cc, bcc, eml } = sent(MessageId);
      assert.deepEqual([cc, bcc], [["c@b.cd"], ["d@b.cd"]]);
      assert.match(eml, /X-Order: o-1/);
      assert.ok(!eml.includes("d@b.cd"));
    });

    it("sends raw mails as they are, but for their Message-ID", async () => {
      const message =
        "From: orders@example.com\r\nTo: ada@example.org\r\nMessage-ID: <mine>\r\nSubject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n\r\nHello";
      const { MessageId } = await client.send(
        new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(message) } } }),
      );
      const { from, to, subject, eml } = sent(MessageId);
      assert.deepEqual([from, to, subject], ["orders@example.com", ["ada@example.org"], "Grüße"]);
      assert.ok(eml.endsWith("\r\n\r\nHello") && !eml.includes("<mine>"));
    });

    it("takes over a mail that cannot be rendered, and never sends it", async () => {
      const Template = { TemplateName: "order", TemplateData: '{"orderId":"o-1"}' };
      const { outcome, failure, eml } = sent((await client.send(mail({ Content: { Template } }))).MessageId);
      assert.deepEqual([outcome, eml], ["RENDERING_FAILED", ""]);
      assert.equal(failure, "Attribute 'total' is not present in the rendering data.");
      assert.deepEqual(h.counts(), {});
    });

    it("lets identities send, of an address, a domain and what is below it", async () => {
      await client.send(new CreateEmailIdentityCommand({ EmailIdentity: "one@other.org" }));
      for (const from of ["one@other.org", "any@EXAMPLE.com", "any@mail.example.com"])
        await client.send(mail({ FromEmailAddress: from, Content: simple() }));
      for (const from of ["two@other.org", "any@notexample.com"])
        await refused(
          client.send(mail({ FromEmailAddress: from, Content: simple() })),
          "MessageRejected",
          400,
          /^Email address is not verified\. The following identities failed the check in region EU-WEST-1: /,
        );
    });

    for (const [what, change, message] of [
      ["no recipient", { Destination: {} }, /no recipient/],
      ["51 recipients", { Destination: { ToAddresses: Array(51).fill("a@b.cd") } }, /51 recipients/],
      ["no address", { Destination: { ToAddresses: ["nobody"] } }, /'nobody' is not valid/],
      [
        "data that is no object",
        { Content: { Template: { TemplateName: "order", TemplateData: "[]" } } },
        /TemplateData/,
      ],
      [
        "two contents",
        { Content: { ...simple(), Raw: { Data: Buffer.from("From: a@b.cd\r\n\r\n") } } },
        /one of/,
      ],
      ["no content", { Content: {} }, /one of Simple, Template and Raw/],
    ] as const)
      it(`refuses a mail with ${what}`, () =>
        refused(
          client.send(mail(change as Partial<SendEmailCommandInput>)),
          "BadRequestException",
          400,
          message,
        ));

    it("refuses a template and a configuration set that are not there, and what it does not have", async () => {
      await refused(
        client.send(mail({ Content: { Template: { TemplateName: "none" } } })),
        "NotFoundException",
        404,
      );
      await refused(client.send(mail({ ConfigurationSetName: "none" })), "NotFoundException", 404);
      await refused(client.send(mail({ TenantName: "t" })), "UnsupportedOperationException", 400);
    });

    it("has mails to the mailbox simulator bounce and be complained of", async () => {
      const to = (name: string) =>
        client.send(mail({ Destination: { ToAddresses: [`${name}@simulator.amazonses.com`] } }));
      assert.equal(sent((await to("success")).MessageId).outcome, "DELIVERED");
      assert.equal(sent((await to("bounce+order-1")).MessageId).outcome, "BOUNCED");
      assert.equal(sent((await to("complaint")).MessageId).outcome, "COMPLAINED");
      assert.deepEqual(h.counts(), { Send: 3, Delivery: 2, Bounce: 1, Complaint: 1 });
    });
  });

  describe("permissions", () => {
    const identity = sesArn("identity/example.com");
    const allow = (Resource: string | string[], more = {}) =>
      h.client([{ Effect: "Allow", Action: "ses:SendEmail", Resource, ...more }]);
    const denied = (promise: Promise<unknown>, resource: string) =>
      refused(promise, "AccessDeniedException", 403, new RegExp(`on resource: ${resource}`));

    it("ask for identity, template and configuration set", async () => {
      await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: "set" }));
      const through = mail({ ConfigurationSetName: "set" });
      const [template, set] = [sesArn("template/order"), sesArn("configuration-set/set")];
      await denied(h.client([]).send(through), identity);
      await denied(allow(identity).send(through), set);
      await denied(allow([identity, set]).send(through), template);
      await allow([identity, set, template]).send(through);
      await client.send(
        new PutEmailIdentityConfigurationSetAttributesCommand({
          EmailIdentity: "example.com",
          ConfigurationSetName: "set",
        }),
      );
      await denied(allow([identity, template]).send(mail()), set);
    });

    it("ask for SendRawEmail where a mail is raw", async () => {
      const raw = new SendEmailCommand({
        Content: { Raw: { Data: Buffer.from("From: orders@example.com\r\nTo: a@b.cd\r\n\r\nx") } },
      });
      await refused(allow(identity).send(raw), "AccessDeniedException", 403, /ses:SendRawEmail/);
      await h.client([{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: identity }]).send(raw);
    });

    it("know sender and recipients", async () => {
      const sender = allow(identity, {
        Condition: { StringEquals: { "ses:FromAddress": "orders@example.com" } },
      });
      await sender.send(mail({ Content: simple() }));
      await denied(sender.send(mail({ FromEmailAddress: "ceo@example.com", Content: simple() })), identity);
      const inside = allow(identity, {
        Condition: { "ForAllValues:StringLike": { "ses:Recipients": ["*@example.org"] } },
      });
      await inside.send(mail({ Content: simple() }));
      const both = { ToAddresses: ["ada@example.org"], BccAddresses: ["eve@evil.org"] };
      await denied(inside.send(mail({ Destination: both, Content: simple() })), identity);
    });

    it("come from an identity's policy too, which may also forbid", async () => {
      const role = h.client([]);
      const [{ arn } = { arn: "" }] = h.iam.roles.list();
      const policy = (Effect: string) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect, Principal: { AWS: arn }, Action: "ses:SendEmail", Resource: identity }],
        });
      const named = { EmailIdentity: "example.com", PolicyName: "senders" };
      await client.send(new CreateEmailIdentityPolicyCommand({ ...named, Policy: policy("Allow") }));
      await role.send(mail({ Content: simple() }));
      await client.send(new UpdateEmailIdentityPolicyCommand({ ...named, Policy: policy("Deny") }));
      await denied(role.send(mail({ Content: simple() })), identity);
      const { Policies } = await client.send(
        new GetEmailIdentityPoliciesCommand({ EmailIdentity: "example.com" }),
      );
      assert.deepEqual(Policies, { senders: policy("Deny") });
      await client.send(new DeleteEmailIdentityPolicyCommand(named));
      await refused(
        client.send(new CreateEmailIdentityPolicyCommand({ ...named, Policy: "{" })),
        "BadRequestException",
        400,
      );
    });
  });

  it("makes, shows, lists and deletes identities, verified at once", async () => {
    const made = await client.send(
      new CreateEmailIdentityCommand({ EmailIdentity: "a@b.cd", Tags: [{ Key: "k", Value: "v" }] }),
    );
    assert.deepEqual([made.IdentityType, made.VerifiedForSendingStatus], ["EMAIL_ADDRESS", true]);
    const domain = await client.send(new GetEmailIdentityCommand({ EmailIdentity: "example.com" }));
    assert.equal(domain.DkimAttributes?.Tokens?.length, 3);
    assert.equal(domain.VerificationStatus, "SUCCESS");
    const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({ PageSize: 1 }));
    assert.deepEqual(
      EmailIdentities?.map(({ IdentityName }) => IdentityName),
      ["a@b.cd"],
    );
    await refused(
      client.send(new CreateEmailIdentityCommand({ EmailIdentity: "EXAMPLE.com" })),
      "AlreadyExistsException",
      400,
    );
    for (const bad of ["nothing", "a@", "a b@c.de", "-a.de"])
      await refused(
        client.send(new CreateEmailIdentityCommand({ EmailIdentity: bad })),
        "BadRequestException",
        400,
      );
    await client.send(new DeleteEmailIdentityCommand({ EmailIdentity: "a@b.cd" }));
    await refused(
      client.send(new GetEmailIdentityCommand({ EmailIdentity: "a@b.cd" })),
      "NotFoundException",
      404,
    );
  });

  it("makes, renders, changes, lists and deletes templates", async () => {
    const { TemplateContent } = await client.send(new GetEmailTemplateCommand({ TemplateName: "order" }));
    assert.deepEqual(TemplateContent, TEMPLATE);
    const TemplateData = '{"orderId":"o-1","total":"5"}';
    const { RenderedTemplate } = await client.send(
      new TestRenderEmailTemplateCommand({ TemplateName: "order", TemplateData }),
    );
    assert.match(RenderedTemplate ?? "", /Subject: Order o-1\r\n[\s\S]*Your order o-1 costs <b>5<\/b>/);
    await refused(
      client.send(new TestRenderEmailTemplateCommand({ TemplateName: "order", TemplateData: "{}" })),
      "BadRequestException",
      400,
      /^Attribute 'orderId' is not present/,
    );
    const changed = { Subject: "S", Text: "T" };
    await client.send(new UpdateEmailTemplateCommand({ TemplateName: "order", TemplateContent: changed }));
    const { TemplatesMetadata } = await client.send(new ListEmailTemplatesCommand({}));
    assert.deepEqual(
      TemplatesMetadata?.map(({ TemplateName }) => TemplateName),
      ["order"],
    );
    assert.ok(TemplatesMetadata?.[0]?.CreatedTimestamp instanceof Date);
    for (const [name, content] of [
      ["bad name", changed],
      ["unclosed", { Subject: "{{#if a}}", Text: "T" }],
      ["empty", { Subject: "S" }],
      ["nameless", { Text: "T" }],
    ] as const)
      await refused(
        client.send(new CreateEmailTemplateCommand({ TemplateName: name, TemplateContent: content })),
        "BadRequestException",
        400,
      );
    await refused(
      client.send(new CreateEmailTemplateCommand({ TemplateName: "order", TemplateContent: changed })),
      "AlreadyExistsException",
      400,
    );
    await client.send(new DeleteEmailTemplateCommand({ TemplateName: "order" }));
    await refused(
      client.send(new GetEmailTemplateCommand({ TemplateName: "order" })),
      "NotFoundException",
      404,
    );
  });

  describe("configuration sets", () => {
    const ConfigurationSetName = "set";
    beforeEach(() =>
      client.send(
        new CreateConfigurationSetCommand({
          ConfigurationSetName,
          DeliveryOptions: { TlsPolicy: "REQUIRE" },
          SuppressionOptions: { SuppressedReasons: ["BOUNCE"] },
        }),
      ),
    );

    it("are made, changed, listed and deleted", async () => {
      await client.send(
        new PutConfigurationSetReputationOptionsCommand({
          ConfigurationSetName,
          ReputationMetricsEnabled: true,
        }),
      );
      const { $metadata: _, ...shown } = await client.send(
        new GetConfigurationSetCommand({ ConfigurationSetName }),
      );
      assert.deepEqual(shown, {
        ConfigurationSetName,
        DeliveryOptions: { TlsPolicy: "REQUIRE" },
        ReputationOptions: { ReputationMetricsEnabled: true },
        SendingOptions: { SendingEnabled: true },
        SuppressionOptions: { SuppressedReasons: ["BOUNCE"] },
        Tags: [],
      });
      const { ConfigurationSets } = await client.send(new ListConfigurationSetsCommand({}));
      assert.deepEqual(ConfigurationSets, [ConfigurationSetName]);
      await client.send(new DeleteConfigurationSetCommand({ ConfigurationSetName }));
      await refused(
        client.send(new GetConfigurationSetCommand({ ConfigurationSetName })),
        "NotFoundException",
        404,
      );
    });

    it("pause sending", async () => {
      await client.send(
        new PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName, SendingEnabled: false }),
      );
      await refused(client.send(mail({ ConfigurationSetName })), "SendingPausedException", 400);
    });

    it("count in CloudWatch what becomes of mails", async () => {
      const named = { ConfigurationSetName, EventDestinationName: "metrics" };
      const destination = {
        Enabled: true,
        MatchingEventTypes: ["SEND" as const, "RENDERING_FAILURE" as const],
        CloudWatchDestination: {
          DimensionConfigurations: [
            {
              DimensionName: "ses:configuration-set",
              DimensionValueSource: "MESSAGE_TAG" as const,
              DefaultDimensionValue: "none",
            },
          ],
        },
      };
      await client.send(
        new CreateConfigurationSetEventDestinationCommand({ ...named, EventDestination: destination }),
      );
      await client.send(mail({ ConfigurationSetName }));
      await client.send(mail({ ConfigurationSetName, Content: { Template: { TemplateName: "order" } } }));
      assert.deepEqual(h.counts(), {
        Send: 1,
        Delivery: 1,
        "Send ses:configuration-set=set": 1,
        "RenderingFailure ses:configuration-set=set": 1,
      });
      const { EventDestinations } = await client.send(
        new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
      );
      assert.deepEqual(EventDestinations, [{ Name: "metrics", ...destination }]);
      await client.send(
        new UpdateConfigurationSetEventDestinationCommand({
          ...named,
          EventDestination: { ...destination, Enabled: false },
        }),
      );
      await client.send(mail({ ConfigurationSetName }));
      assert.equal(h.counts()["Send ses:configuration-set=set"], 1);
      await client.send(new DeleteConfigurationSetEventDestinationCommand(named));
      await refused(
        client.send(new DeleteConfigurationSetEventDestinationCommand(named)),
        "NotFoundException",
        404,
      );
    });
  });

  it("tags identities and configuration sets", async () => {
    const ResourceArn = sesArn("identity/example.com");
    await client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
    assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    await refused(
      client.send(new ListTagsForResourceCommand({ ResourceArn: sesArn("identity/none.com") })),
      "NotFoundException",
      404,
    );
  });
});
