import { regionalArn } from "../place.ts";
import { type Lives, tags, terraform } from "./life.ts";
import { anything, named, notOthers, type Scope, tagging, untagging } from "./scopes.ts";

const CONFIGURATION_SETS = named("ConfigurationSets", "ses", "configuration-set/NAME");
/** Identities have the names of addresses and domains: tags tell a stack's own from others. */
function identities(sid: string, conditions: NonNullable<Scope["conditions"]>): Scope {
  return { sid, resources: (place) => [regionalArn(place, "ses", "identity/*")], conditions };
}

const IDENTITIES = identities("EmailIdentities", notOthers);

/** The actions of version 1 of the API, which templates are made by, have no resources. */
const TEMPLATES = anything("EmailTemplates");

const TAGS = {
  list: "ses:ListTagsForResource",
  tag: "ses:TagResource",
  untag: "ses:UntagResource",
};

export const SES: Lives = {
  "aws:ses/template:Template": [
    {
      on: TEMPLATES,
      source: terraform("ses/template.go"),
      create: ["ses:CreateTemplate"],
      read: ["ses:GetTemplate"],
      update: ["ses:UpdateTemplate"],
      delete: ["ses:DeleteTemplate"],
    },
  ],
  "aws:sesv2/configurationSet:ConfigurationSet": [
    {
      on: CONFIGURATION_SETS,
      source: terraform("sesv2/configuration_set.go"),
      create: ["ses:CreateConfigurationSet"],
      read: ["ses:GetConfigurationSet"],
      update: [
        "ses:PutConfigurationSetDeliveryOptions",
        "ses:PutConfigurationSetReputationOptions",
        "ses:PutConfigurationSetSendingOptions",
        "ses:PutConfigurationSetSuppressionOptions",
      ],
      delete: ["ses:DeleteConfigurationSet"],
    },
    tags(CONFIGURATION_SETS, "sesv2", TAGS),
  ],
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": [
    {
      on: CONFIGURATION_SETS,
      source: terraform("sesv2/configuration_set_event_destination.go"),
      create: ["ses:CreateConfigurationSetEventDestination"],
      read: ["ses:GetConfigurationSetEventDestinations"],
      update: ["ses:UpdateConfigurationSetEventDestination"],
      delete: ["ses:DeleteConfigurationSetEventDestination"],
    },
  ],
  "aws:sesv2/emailIdentity:EmailIdentity": [
    {
      on: IDENTITIES,
      source: terraform("sesv2/email_identity.go"),
      create: ["ses:CreateEmailIdentity"],
      read: ["ses:GetEmailIdentity"],
      update: ["ses:PutEmailIdentityConfigurationSetAttributes"],
      delete: ["ses:DeleteEmailIdentity"],
    },
    {
      on: IDENTITIES,
      source: terraform("sesv2/tags_gen.go"),
      read: [TAGS.list],
    },
    {
      on: identities("EmailIdentityTags", tagging),
      source: terraform("sesv2/tags_gen.go"),
      create: [TAGS.tag],
      update: [TAGS.tag],
    },
    {
      on: identities("EmailIdentityUntags", untagging),
      source: terraform("sesv2/tags_gen.go"),
      update: [TAGS.untag],
    },
  ],
};
