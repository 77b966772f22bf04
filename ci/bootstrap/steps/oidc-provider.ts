import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { AUDIENCE, ISSUER } from "../documents/trust.ts";
import { orAbsent } from "./absent.ts";
import type { Change, Step } from "./step.ts";

/** The account's one provider for GitHub's tokens, which other repositories' roles may trust as well. */
export function oidcProvider(iam: IAMClient, OpenIDConnectProviderArn: string): Step {
  const create: Change = {
    title: `make the provider, for the audience ${AUDIENCE}`,
    take: () =>
      iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: `https://${ISSUER}`, ClientIDList: [AUDIENCE] }),
      ),
  };
  const addAudience: Change = {
    title: `add the audience ${AUDIENCE}`,
    take: () =>
      iam.send(
        new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: AUDIENCE }),
      ),
  };
  return {
    title: `the identity provider ${ISSUER}`,
    async changes() {
      const found = await find(iam, OpenIDConnectProviderArn);
      if (found === undefined) return [create];
      return found.ClientIDList?.includes(AUDIENCE) ? [] : [addAudience];
    },
  };
}

/** The provider is gone, unless a role trusts it that is none of these, which are to be gone too. */
export function noOidcProvider(
  iam: IAMClient,
  OpenIDConnectProviderArn: string,
  roles: readonly string[],
): Step {
  return {
    title: `no identity provider ${ISSUER}, unless other roles trust it`,
    async changes() {
      if ((await find(iam, OpenIDConnectProviderArn)) === undefined) return [];
      for await (const { Roles = [] } of paginateListRoles({ client: iam }, {}))
        for (const { RoleName = "", AssumeRolePolicyDocument = "" } of Roles)
          if (
            !roles.includes(RoleName) &&
            decodeURIComponent(AssumeRolePolicyDocument).includes(OpenIDConnectProviderArn)
          )
            return [];
      return [
        {
          title: "delete the provider",
          take: () => iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })),
        },
      ];
    },
  };
}

function find(iam: IAMClient, OpenIDConnectProviderArn: string) {
  return orAbsent(iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })));
}
