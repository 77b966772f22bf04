import type { Access } from "../../../core/access.ts";
import type { Members } from "../../../core/members.ts";
import { requestTagKeys } from "../../../core/tags.ts";
import type { EmailIdentity } from "../identities.ts";
import type { Ses } from "../ses.ts";
import { access, listed, type Operations, operation, tagList, tagsIn, unscoped } from "./operations.ts";

export function identityOperations({ identities, configurationSets }: Ses): Operations {
  const on =
    (action: string) =>
    (input: Members): readonly Access[] => {
      const name = input.text("EmailIdentity");
      return [access(action, identities.arnOf(name), identities.find(name)?.tags)];
    };
  return {
    CreateEmailIdentity: operation(
      (input) =>
        on("CreateEmailIdentity")(input).map((asked) => ({
          ...asked,
          context: { ...asked.context, ...requestTagKeys(tagsIn(input)) },
        })),
      (input) => {
        input.refuse("CreateEmailIdentity", "DkimSigningAttributes");
        const set = input.optionalText("ConfigurationSetName");
        if (set !== undefined) configurationSets.require(set);
        const identity = identities.create(input.text("EmailIdentity"), set, tagsIn(input));
        const { IdentityType, VerifiedForSendingStatus, DkimAttributes } = describe(identity);
        return { IdentityType, VerifiedForSendingStatus, DkimAttributes };
      },
    ),
    GetEmailIdentity: operation(on("GetEmailIdentity"), (input) =>
      describe(identities.require(input.text("EmailIdentity"))),
    ),
    ListEmailIdentities: operation(unscoped("ListEmailIdentities"), (input) =>
      listed(input, "EmailIdentities", identities, ({ name, type }) => ({
        IdentityName: name,
        IdentityType: type,
        SendingEnabled: true,
        VerificationStatus: "SUCCESS",
      })),
    ),
    DeleteEmailIdentity: operation(on("DeleteEmailIdentity"), (input) => {
      identities.delete(input.text("EmailIdentity"));
      return {};
    }),
    PutEmailIdentityConfigurationSetAttributes: operation(
      on("PutEmailIdentityConfigurationSetAttributes"),
      (input) => {
        const set = input.optionalText("ConfigurationSetName");
        if (set !== undefined) configurationSets.require(set);
        identities.require(input.text("EmailIdentity")).configurationSetName = set;
        return {};
      },
    ),
    CreateEmailIdentityPolicy: operation(on("CreateEmailIdentityPolicy"), (input) => {
      putPolicy(input, false);
      return {};
    }),
    UpdateEmailIdentityPolicy: operation(on("UpdateEmailIdentityPolicy"), (input) => {
      putPolicy(input, true);
      return {};
    }),
    GetEmailIdentityPolicies: operation(on("GetEmailIdentityPolicies"), (input) => ({
      Policies: Object.fromEntries(identities.require(input.text("EmailIdentity")).policies),
    })),
    DeleteEmailIdentityPolicy: operation(on("DeleteEmailIdentityPolicy"), (input) => {
      identities.require(input.text("EmailIdentity")).policies.delete(input.text("PolicyName"));
      return {};
    }),
  };

  function putPolicy(input: Members, replace: boolean): void {
    const [identity, name, policy] = [
      input.text("EmailIdentity"),
      input.text("PolicyName"),
      input.text("Policy"),
    ];
    identities.putPolicy(identity, name, policy, replace);
  }
}

function describe({ type, dkimTokens, configurationSetName, tags, policies }: EmailIdentity) {
  const ofDomain = type === "DOMAIN";
  return {
    IdentityType: type,
    VerifiedForSendingStatus: true,
    VerificationStatus: "SUCCESS",
    FeedbackForwardingStatus: true,
    ConfigurationSetName: configurationSetName,
    DkimAttributes: {
      SigningEnabled: ofDomain,
      Status: ofDomain ? "SUCCESS" : "NOT_STARTED",
      Tokens: dkimTokens,
      SigningAttributesOrigin: "AWS_SES",
      NextSigningKeyLength: "RSA_2048_BIT",
      ...(ofDomain && { CurrentSigningKeyLength: "RSA_2048_BIT" }),
    },
    MailFromAttributes: { BehaviorOnMxFailure: "USE_DEFAULT_VALUE" },
    Policies: Object.fromEntries(policies),
    Tags: tagList(tags),
  };
}
