import type { Access } from "../../../core/access.ts";
import type { Members } from "../../../core/members.ts";
import type { Tags } from "../../../core/tags.ts";
import { badRequest } from "../errors.ts";
import { resourcePolicyOf } from "../identities.ts";
import { type Mailbox, parseMailbox, parseMailboxes } from "../mail/address.ts";
import { headersOf } from "../mail/mime.ts";
import type { Mail } from "../sending.ts";
import type { Ses } from "../ses.ts";
import { checkContent } from "../templates/templates.ts";
import { access, type Operations, operation } from "./operations.ts";
import { contentIn, templateDataIn } from "./templates.ts";

/** What a mail can have on AWS and not here. */
const ABSENT = [
  "FromEmailAddressIdentityArn",
  "FeedbackForwardingEmailAddress",
  "FeedbackForwardingEmailAddressIdentityArn",
  "EndpointId",
  "TenantName",
  "ListManagementOptions",
  "ConfigurationOverrides",
];

export function sendOperations(ses: Ses): Operations {
  return {
    SendEmail: operation(
      (input) => sendAccess(ses, input),
      (input) => ({ MessageId: ses.sending.send(mailIn(ses, input)).messageId }),
    ),
  };
}

/**
 * The identity, the configuration set and the template of a mail are resources of it, each to be allowed.
 * Source: Service Authorization Reference, "Amazon Simple Email Service v2".
 */
function sendAccess(ses: Ses, input: Members): readonly Access[] {
  input.refuse("SendEmail", ...ABSENT);
  const { from, to, cc, bcc } = envelopeIn(input);
  const identity = ses.identities.sending(from.address);
  const set = input.optionalText("ConfigurationSetName") ?? identity?.configurationSetName;
  const { raw, templateName } = contentKindIn(input.structure("Content"));
  const action = raw === undefined ? "SendEmail" : "SendRawEmail";
  const context = {
    "ses:FromAddress": from.address,
    "ses:FromDisplayName": from.displayName ?? "",
    "ses:Recipients": [...to, ...cc, ...bcc].map(({ address }) => address),
  };
  const about = (resource: string, tags?: Tags): Access => {
    const asked = access(action, resource, tags);
    return { ...asked, context: { ...asked.context, ...context } };
  };
  const policy = identity === undefined ? undefined : resourcePolicyOf(identity);
  return [
    {
      ...about(identity?.arn ?? ses.identities.arnOf(from.address), identity?.tags),
      ...(policy !== undefined && { resourcePolicy: policy }),
    },
    ...(set === undefined
      ? []
      : [about(ses.configurationSets.arnOf(set), ses.configurationSets.find(set)?.tags)]),
    ...(templateName === undefined ? [] : [about(ses.templates.arnOf(templateName))]),
  ];
}

function mailIn(ses: Ses, input: Members): Mail {
  const envelope = envelopeIn(input);
  const identity = ses.identities.sending(envelope.from.address);
  const set = input.optionalText("ConfigurationSetName") ?? identity?.configurationSetName;
  return {
    ...envelope,
    content: mailContentIn(ses, input.structure("Content")),
    identity,
    configurationSet: set === undefined ? undefined : ses.configurationSets.require(set),
    tags: emailTagsIn(input),
  };
}

function mailContentIn(ses: Ses, content: Members): Mail["content"] {
  const { simple, template, raw, templateName } = contentKindIn(content);
  if (simple !== undefined) {
    simple.refuse("SendEmail", "Attachments");
    const body = simple.structure("Body");
    const text = body.optionalStructure("Text")?.text("Data");
    const html = body.optionalStructure("Html")?.text("Data");
    if (text === undefined && html === undefined)
      throw badRequest("The message has neither a text nor an HTML body.");
    const subject = simple.structure("Subject").text("Data");
    return { kind: "simple", subject, text, html, headers: headersIn(simple) };
  }
  if (template !== undefined) {
    template.refuse("SendEmail", "Attachments");
    const inline = template.optionalStructure("TemplateContent");
    if ((inline === undefined) === (templateName === undefined))
      throw badRequest("A template is given by its TemplateName or TemplateArn, or by its TemplateContent.");
    if (inline !== undefined) checkContent(contentIn(inline));
    return {
      kind: "template",
      template: inline === undefined ? ses.templates.require(templateName ?? "").content : contentIn(inline),
      ...(templateName !== undefined && { templateName }),
      data: templateDataIn(template.optionalText("TemplateData") ?? "{}"),
      headers: headersIn(template),
    };
  }
  const message = rawMessageIn(raw);
  return { kind: "raw", message, subject: headersOf(message).get("subject") ?? "" };
}

/** The one of its three kinds that a content is of. @throws {AwsError} `BadRequestException` */
function contentKindIn(content: Members) {
  const simple = content.optionalStructure("Simple");
  const template = content.optionalStructure("Template");
  const raw = content.optionalStructure("Raw");
  if ([simple, template, raw].filter((kind) => kind !== undefined).length !== 1)
    throw badRequest("Content must be one of Simple, Template and Raw.");
  const templateArn = template?.optionalText("TemplateArn");
  const templateName = template?.optionalText("TemplateName") ?? templateArn?.split(":template/", 2)[1];
  return { simple, template, raw, templateName };
}

/** Of a raw message what the request does not say is as its headers have it. */
function envelopeIn(input: Members): Pick<Mail, "from" | "to" | "cc" | "bcc" | "replyTo"> {
  const raw = input.structure("Content").optionalStructure("Raw");
  const headers = raw === undefined ? new Map<string, string>() : headersOf(rawMessageIn(raw));
  const from = input.optionalText("FromEmailAddress") ?? headers.get("from");
  if (from === undefined) throw badRequest("The message has no FromEmailAddress.");
  const destination = input.optionalStructure("Destination");
  const given = (member: string, header: string): readonly Mailbox[] =>
    destination === undefined
      ? parseMailboxes(headers.get(header) ?? "")
      : (destination.optionalTexts(member) ?? []).map(parseMailbox);
  return {
    from: parseMailbox(from),
    to: given("ToAddresses", "to"),
    cc: given("CcAddresses", "cc"),
    bcc: given("BccAddresses", "bcc"),
    replyTo: (input.optionalTexts("ReplyToAddresses") ?? []).map(parseMailbox),
  };
}

function rawMessageIn(raw: Members | undefined): string {
  return Buffer.from(raw?.text("Data") ?? "", "base64").toString("utf8");
}

function headersIn(content: Members): readonly (readonly [string, string])[] {
  if (content.optionalList("Headers") === undefined) return [];
  return content.structures("Headers").map((header) => {
    const [name, value] = [header.text("Name"), header.text("Value")];
    if (!/^[!-9;-~]{1,126}$/.test(name) || /[\r\n]/.test(value))
      throw badRequest(`The header '${name}' is not valid.`);
    return [name, value];
  });
}

function emailTagsIn(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("EmailTags") === undefined) return {};
  return Object.fromEntries(
    input.structures("EmailTags").map((tag) => [tag.text("Name"), tag.text("Value")]),
  );
}
