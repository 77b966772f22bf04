import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { callAws, clientConfig } from "./client.ts";

export interface TemplateMail {
  readonly to: string;
  /** The name of a template of SES. */
  readonly template: string;
  /** All that the template shows. SES takes over a mail that lacks any of it, and never sends it. */
  readonly data: Readonly<Record<string, string>>;
}

/** Sends mails from templates by SES. */
export class Mailer {
  readonly #from: string;
  readonly #configurationSet: string;
  readonly #client: SESv2Client;

  /** @param from a name and an address: `Orderflow <orders@example.com>` */
  constructor(from: string, configurationSet: string, client = new SESv2Client(clientConfig)) {
    this.#from = from;
    this.#configurationSet = configurationSet;
    this.#client = client;
  }

  /** Resolves to SES's id of the mail. @throws {Error} named as the SDK's own; its message names no address */
  async send({ to, template, data }: TemplateMail): Promise<string> {
    const command = new SendEmailCommand({
      FromEmailAddress: this.#from,
      Destination: { ToAddresses: [to] },
      ConfigurationSetName: this.#configurationSet,
      Content: { Template: { TemplateName: template, TemplateData: JSON.stringify(data) } },
    });
    const { MessageId = "" } = await callAws("SESv2", "SendEmail", { template }, (options) =>
      this.#client.send(command, options).catch(withoutAddresses),
    );
    return MessageId;
  }
}

/** SES's messages quote addresses, which neither logs nor traces may have. */
function withoutAddresses(error: unknown): never {
  const { name = "Error", $metadata } = error as Error & { readonly $metadata?: unknown };
  const safe = new Error("SES did not take the mail.");
  safe.name = name;
  throw Object.assign(safe, $metadata === undefined ? {} : { $metadata });
}
