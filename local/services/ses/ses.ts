import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { sesService } from "./api/api.ts";
import { ConfigurationSets } from "./configuration-sets.ts";
import { EmailIdentities } from "./identities.ts";
import { SentMails } from "./mail/sent-mail.ts";
import { SesMetrics } from "./metrics.ts";
import { Sending } from "./sending.ts";
import { EmailTemplates } from "./templates/templates.ts";

export interface SesOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly metrics: MetricSink;
}

/**
 * SES: takes mails over from verified identities, renders templates, and keeps the mails where they can be read. The
 * account is out of the sandbox. No mail leaves the machine.
 */
export class Ses {
  readonly identities: EmailIdentities;
  readonly templates: EmailTemplates;
  readonly configurationSets: ConfigurationSets;
  readonly mails = new SentMails();
  readonly sending: Sending;
  /** SES's API for clients. */
  readonly service: Service;

  constructor({ account, clock, metrics }: SesOptions) {
    this.identities = new EmailIdentities(account);
    this.templates = new EmailTemplates(account, clock);
    this.configurationSets = new ConfigurationSets(account);
    this.sending = new Sending(account, clock, new SesMetrics(metrics, clock), this.mails);
    this.service = sesService(this);
  }

  /** The mails that were sent. */
  get durables(): readonly Durable[] {
    return [this.mails];
  }

  /** Forgets the mails. */
  reset(): void {
    this.mails.reset();
  }
}
