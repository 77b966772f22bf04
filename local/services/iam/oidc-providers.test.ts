import assert from "node:assert/strict";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { IamService } from "./iam-service.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const Url = "https://token.actions.githubusercontent.com";
const OpenIDConnectProviderArn =
  "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";
const THUMBPRINT = "6938fd4d98bab03faadb97b34396831e3780aea1";

describe("IAM's OpenID Connect providers through the AWS SDK", () => {
  let clock: Clock;
  let iam: Iam;
  let gateway: Gateway;
  let client: IAMClient;

  beforeEach(async () => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(new IamService({ account, clock, iam }).service);
    gateway = new Gateway({ account, clock, dispatcher, iam });
    const { url: endpoint } = await gateway.listen(0);
    const credentials = iam.rootCredentials;
    client = new IAMClient({ endpoint, region: account.region, credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await gateway.close();
    clock.close();
  });

  const create = (more: Partial<ConstructorParameters<typeof CreateOpenIDConnectProviderCommand>[0]> = {}) =>
    client.send(new CreateOpenIDConnectProviderCommand({ Url, ...more }));
  const get = () => client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));

  it("are made, listed and described, the URL without its scheme", async () => {
    const made = await create({
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: [THUMBPRINT.toUpperCase()],
      Tags: [{ Key: "team", Value: "orders" }],
    });
    assert.equal(made.OpenIDConnectProviderArn, OpenIDConnectProviderArn);
    const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}));
    assert.deepEqual(OpenIDConnectProviderList, [{ Arn: OpenIDConnectProviderArn }]);
    const { CreateDate, $metadata: _, ...described } = await get();
    assert.ok(CreateDate instanceof Date);
    assert.deepEqual(described, {
      Url: "token.actions.githubusercontent.com",
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: [THUMBPRINT],
      Tags: [{ Key: "team", Value: "orders" }],
    });
  });

  it("take client ids and give them up, however often", async () => {
    await create({ ClientIDList: ["a"] });
    const ClientID = "sts.amazonaws.com";
    for (let count = 0; count < 2; count++)
      await client.send(
        new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }),
      );
    assert.deepEqual((await get()).ClientIDList, ["a", ClientID]);
    for (let count = 0; count < 2; count++)
      await client.send(
        new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "a" }),
      );
    assert.deepEqual((await get()).ClientIDList, [ClientID]);
  });

  it("change thumbprints and tags", async () => {
    await create();
    await client.send(
      new UpdateOpenIDConnectProviderThumbprintCommand({
        OpenIDConnectProviderArn,
        ThumbprintList: [THUMBPRINT],
      }),
    );
    assert.deepEqual((await get()).ThumbprintList, [THUMBPRINT]);
    const tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await client.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: tags }));
    await client.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ["a"] }));
    const { Tags } = await client.send(
      new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn }),
    );
    assert.deepEqual(Tags, tags.slice(1));
  });

  it("are gone once deleted, which may be said twice", async () => {
    await create();
    for (let count = 0; count < 2; count++)
      await client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    await assert.rejects(get(), { name: "NoSuchEntityException" });
  });

  it("are refused as IAM refuses them", async () => {
    await create();
    await assert.rejects(create(), { name: "EntityAlreadyExistsException", message: /already exists/ });
    for (const wrong of ["http://example.com", "https://example.com?a=b", "https://example.com:8443", "shop"])
      await assert.rejects(create({ Url: wrong }), { name: "ValidationError", message: /https:\/\// });
    const others = { Url: "https://example.com" };
    const ids = (length: number) => Array.from({ length }, (_, index) => `client-${index}`);
    await assert.rejects(create({ ...others, ClientIDList: ids(101) }), { name: "LimitExceededException" });
    await assert.rejects(create({ ...others, ClientIDList: ["x".repeat(256)] }), { name: "ValidationError" });
    await assert.rejects(create({ ...others, ThumbprintList: ["abc"] }), { name: "ValidationError" });
    const six = Array.from({ length: 6 }, () => THUMBPRINT);
    await assert.rejects(create({ ...others, ThumbprintList: six }), { name: "InvalidInputException" });
    await assert.rejects(
      client.send(
        new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList: [] }),
      ),
      { name: "InvalidInputException" },
    );
  });

  it("are a hundred in an account at most", async () => {
    for (let count = 0; count < 100; count++) await create({ Url: `https://idp-${count}.example.com` });
    await assert.rejects(create(), { name: "LimitExceededException", message: /PerAccount: 100/ });
  });
});
