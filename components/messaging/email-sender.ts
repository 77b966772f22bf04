import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { EMAIL_CONFIGURATION_SET, EMAIL_SENDER } from "../../functions/shared/env.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import type { EmailTemplate } from "./email-template.ts";

/** By which SES tells the mails of one configuration set from others; it gives each mail this tag itself. */
const SET_DIMENSION = "ses:configuration-set";
/** SES puts an account under review from 5 % of bounces and 0.1 % of complaints on (SES Developer Guide, "Reputation"). */
const BOUNCE_RATE = 0.05;
const COMPLAINT_RATE = 0.001;

export interface EmailSenderArgs {
  /** Whom mails come from: an address, or a domain, of which it is `orders@`. Whoever owns it confirms that to SES. */
  readonly sender: string;
  readonly displayName: string;
  /** By their logical names. */
  readonly templates: Readonly<Record<string, EmailTemplate>>;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * An identity of SES with its templates and the configuration set of its mails: only over TLS, never to addresses that
 * have bounced or complained before. Alarms on mails that could not be rendered, which SES takes over and never sends, on
 * those it rejects, and on the rates of bounces and complaints for which it stops senders.
 */
export class EmailSender extends Component {
  static readonly __pulumiType = "orderflow:messaging:EmailSender";

  readonly configurationSetName: pulumi.Output<string>;
  readonly #name: string;
  readonly #identity: aws.sesv2.EmailIdentity;
  readonly #set: aws.sesv2.ConfigurationSet;
  readonly #templates: ReadonlyMap<string, aws.ses.Template>;
  readonly #from: { readonly address: string; readonly header: string };

  constructor(name: string, args: EmailSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EmailSender.__pulumiType, name, opts);
    this.#name = name;
    const address = args.sender.includes("@") ? args.sender : `orders@${args.sender}`;
    this.#from = { address, header: `${args.displayName} <${address}>` };

    this.#set = this.#createConfigurationSet(name);
    this.#identity = new aws.sesv2.EmailIdentity(
      name,
      { emailIdentity: args.sender, configurationSetName: this.#set.configurationSetName },
      this.named,
    );
    this.#templates = new Map(
      Object.entries(args.templates).map(([template, content]) => [
        template,
        this.#createTemplate(`${name}-${template}`, content),
      ]),
    );
    this.#createAlarms(name, args.alarmActions);

    this.configurationSetName = this.#set.configurationSetName;
    this.registerOutputs({ configurationSetName: this.configurationSetName });
  }

  /**
   * Send mails from templates: `ses:SendEmail`, from the one address. The variables hold the sender, the configuration set
   * and the templates' names.
   * @param templates the variable of each template, by its logical name
   * @throws {Error} for a template that there is not
   */
  sender(templates: Readonly<Record<string, string>>): Grant {
    const found = Object.entries(templates).map(([template, env]) => {
      const resource = this.#templates.get(template);
      if (resource === undefined)
        throw new Error(
          `The sender ${this.#name} has no template '${template}', only ${[...this.#templates.keys()].join(", ")}.`,
        );
      return { env, resource };
    });
    return {
      env: {
        [EMAIL_SENDER]: this.#from.header,
        [EMAIL_CONFIGURATION_SET]: this.#set.configurationSetName,
        ...Object.fromEntries(found.map(({ env, resource }) => [env, resource.name])),
      },
      statements: [
        {
          Sid: pascalCase(this.#name, "sender"),
          Effect: "Allow",
          Action: ["ses:SendEmail"],
          Resource: [this.#identity.arn, this.#set.arn, ...found.map(({ resource }) => resource.arn)],
          Condition: { StringEquals: { "ses:FromAddress": this.#from.address } },
        },
      ],
    };
  }

  #createConfigurationSet(name: string): aws.sesv2.ConfigurationSet {
    const set = new aws.sesv2.ConfigurationSet(
      name,
      {
        configurationSetName: physicalName(NAME_LIMITS.configurationSet, name),
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        reputationOptions: { reputationMetricsEnabled: true },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
      },
      this.named,
    );
    new aws.sesv2.ConfigurationSetEventDestination(
      name,
      {
        configurationSetName: set.configurationSetName,
        eventDestinationName: "cloudwatch",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"],
          cloudWatchDestination: {
            dimensionConfigurations: [
              {
                dimensionName: SET_DIMENSION,
                dimensionValueSource: "MESSAGE_TAG",
                defaultDimensionValue: "none",
              },
            ],
          },
        },
      },
      this.child,
    );
    return set;
  }

  #createTemplate(name: string, { subject, text, html }: EmailTemplate): aws.ses.Template {
    return new aws.ses.Template(
      name,
      { name: physicalName(NAME_LIMITS.emailTemplate, name), subject, text, html },
      this.named,
    );
  }

  #createAlarms(name: string, actions: AlarmActions | undefined): void {
    const alarm = (
      suffix: string,
      args: Pick<
        Parameters<typeof createAlarm>[1],
        "metricName" | "statistic" | "threshold" | "why" | "whatToDo"
      >,
    ) =>
      createAlarm(
        `${name}-${suffix}`,
        {
          namespace: "AWS/SES",
          dimensions: { [SET_DIMENSION]: this.#set.configurationSetName },
          actions,
          ...args,
        },
        this.named,
      );
    alarm("unrendered", {
      metricName: "RenderingFailure",
      statistic: "Sum",
      threshold: 0,
      why: "A mail lacked what its template shows: SES took it over and did not send it, the customer was not told.",
      whatToDo:
        "Compare the template deployed last with the data that its function gives, and replay the events.",
    });
    alarm("rejected", {
      metricName: "Reject",
      statistic: "Sum",
      threshold: 0,
      why: "SES found malware in a mail of ours and did not send it.",
      whatToDo: "Look at what changed in the templates; nothing else of a mail comes from elsewhere.",
    });
    alarm("bounces", {
      metricName: "Reputation.BounceRate",
      statistic: "Maximum",
      threshold: BOUNCE_RATE,
      why: "So many mails bounce that SES puts the account under review, and then stops it: customers are told nothing.",
      whatToDo: "Look for a wave of registrations with false addresses.",
    });
    alarm("complaints", {
      metricName: "Reputation.ComplaintRate",
      statistic: "Maximum",
      threshold: COMPLAINT_RATE,
      why: "So many customers take our mails for spam that SES puts the account under review, and then stops it.",
      whatToDo: "Look for mails that are sent more often than they should be, or to the wrong customers.",
    });
  }
}
