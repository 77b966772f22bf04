import { globalArn } from "../../core/account.ts";
import type { Members } from "../../core/members.ts";
import {
  describeTags,
  type IamParts,
  listed,
  type Operations,
  operation,
  tagsIn,
  without,
} from "./operations.ts";

/** The identity providers whose tokens roles may trust, such as that of GitHub's workflows. */
export function oidcProviderOperations({ account, iam }: IamParts): Operations {
  const { oidcProviders } = iam;
  const onProvider = (name: string, handle: (arn: string, input: Members) => object | undefined) =>
    operation(
      (input) => [{ action: `iam:${name}`, resource: input.text("OpenIDConnectProviderArn") }],
      (input) => handle(input.text("OpenIDConnectProviderArn"), input) ?? {},
    );
  return {
    CreateOpenIDConnectProvider: operation(
      (input) => [
        { action: "iam:CreateOpenIDConnectProvider", resource: oidcProviders.arnOf(input.text("Url")) },
      ],
      (input) => {
        const { arn, tags } = oidcProviders.create({
          url: input.text("Url"),
          clientIds: input.optionalTexts("ClientIDList") ?? [],
          thumbprints: input.optionalTexts("ThumbprintList") ?? [],
          tags: tagsIn(input),
        });
        return { OpenIDConnectProviderArn: arn, Tags: describeTags(tags) };
      },
    ),
    GetOpenIDConnectProvider: onProvider("GetOpenIDConnectProvider", (arn) => {
      const { url, clientIds, thumbprints, createdAt, tags } = oidcProviders.get(arn);
      return {
        Url: url,
        ClientIDList: clientIds,
        ThumbprintList: thumbprints,
        CreateDate: new Date(createdAt),
        Tags: describeTags(tags),
      };
    }),
    ListOpenIDConnectProviders: operation(
      () => [
        { action: "iam:ListOpenIDConnectProviders", resource: globalArn(account, "iam", "oidc-provider/*") },
      ],
      () => ({ OpenIDConnectProviderList: oidcProviders.list().map(({ arn }) => ({ Arn: arn })) }),
    ),
    AddClientIDToOpenIDConnectProvider: onProvider("AddClientIDToOpenIDConnectProvider", (arn, input) => {
      oidcProviders.setClientIds(arn, (ids) => [...ids, input.text("ClientID")]);
      return undefined;
    }),
    RemoveClientIDFromOpenIDConnectProvider: onProvider(
      "RemoveClientIDFromOpenIDConnectProvider",
      (arn, input) => {
        const gone = input.text("ClientID");
        oidcProviders.setClientIds(arn, (ids) => ids.filter((id) => id !== gone));
        return undefined;
      },
    ),
    UpdateOpenIDConnectProviderThumbprint: onProvider(
      "UpdateOpenIDConnectProviderThumbprint",
      (arn, input) => {
        oidcProviders.setThumbprints(arn, input.optionalTexts("ThumbprintList") ?? []);
        return undefined;
      },
    ),
    DeleteOpenIDConnectProvider: onProvider("DeleteOpenIDConnectProvider", (arn) => {
      oidcProviders.delete(arn);
      return undefined;
    }),
    TagOpenIDConnectProvider: onProvider("TagOpenIDConnectProvider", (arn, input) => {
      oidcProviders.setTags(arn, { ...oidcProviders.get(arn).tags, ...tagsIn(input) });
      return undefined;
    }),
    UntagOpenIDConnectProvider: onProvider("UntagOpenIDConnectProvider", (arn, input) => {
      const { tags } = oidcProviders.get(arn);
      oidcProviders.setTags(arn, without(tags, input.optionalTexts("TagKeys") ?? []));
      return undefined;
    }),
    ListOpenIDConnectProviderTags: onProvider("ListOpenIDConnectProviderTags", (arn, input) =>
      listed(
        input,
        "Tags",
        describeTags(oidcProviders.get(arn).tags),
        ({ Key }) => Key,
        (tag) => tag,
      ),
    ),
  };
}
