import assert from "node:assert/strict";
import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  RemoveTagsFromResourceCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { put, rejects, SsmHarness } from "./testing.ts";

describe("Parameter Store's lists and tags", () => {
  let h: SsmHarness;
  let root: SSMClient;
  before(async () => {
    h = await SsmHarness.start();
    root = h.client();
    await put(root, "/shop/dev/url", { Value: "u1", Tags: [{ Key: "stack", Value: "dev" }] });
    await put(root, "/shop/dev/url", { Value: "u2", Overwrite: true });
    await root.send(
      new LabelParameterVersionCommand({ Name: "/shop/dev/url", Labels: ["old"], ParameterVersion: 1 }),
    );
    await put(root, "/shop/dev/keys/api", { Type: "SecureString" });
    await put(root, "/shop/name", { Type: "StringList", Tier: "Advanced" });
    await put(root, "plain");
  });
  after(() => h.close());

  const byPath = async (Path: string, more: Partial<GetParametersByPathCommandInput> = {}) => {
    const { Parameters = [] } = await root.send(new GetParametersByPathCommand({ Path, ...more }));
    return Parameters.map(({ Name, Value }) => `${Name}=${Value}`);
  };
  const described = async (...ParameterFilters: ParameterStringFilter[]) => {
    const { Parameters = [] } = await root.send(new DescribeParametersCommand({ ParameterFilters }));
    return Parameters.map(({ Name }) => Name);
  };

  it("are one level of a path, or all of it", async () => {
    assert.deepEqual(await byPath("/shop"), ["/shop/name=v"]);
    assert.deepEqual(await byPath("/shop/dev/"), ["/shop/dev/url=u2"]);
    assert.deepEqual(await byPath("/shop", { Recursive: true, WithDecryption: true }), [
      "/shop/dev/keys/api=v",
      "/shop/dev/url=u2",
      "/shop/name=v",
    ]);
    assert.deepEqual(await byPath("/"), ["plain=v"]);
    assert.deepEqual(await byPath("/sho", { Recursive: true }), []);
    await rejects(byPath("shop"), "ValidationException", /forward slash/);
    await rejects(byPath("/shop//dev"), "ValidationException");
  });

  it("are filtered by type, key and label", async () => {
    const by = (filter: ParameterStringFilter) =>
      byPath("/shop", { Recursive: true, WithDecryption: true, ParameterFilters: [filter] });
    assert.deepEqual(await by({ Key: "Type", Values: ["StringList"] }), ["/shop/name=v"]);
    assert.deepEqual(await by({ Key: "KeyId", Option: "BeginsWith", Values: ["alias/aws"] }), [
      "/shop/dev/keys/api=v",
    ]);
    assert.deepEqual(await by({ Key: "Label", Values: ["old"] }), ["/shop/dev/url=u1"]);
    await rejects(by({ Key: "Name", Values: ["/shop"] }), "InvalidFilterKey", /Name/);
    await rejects(by({ Key: "Type", Option: "Contains", Values: ["S"] }), "InvalidFilterOption");
  });

  it("come in pages", async () => {
    const page = (NextToken?: string) =>
      root.send(new GetParametersByPathCommand({ Path: "/", Recursive: true, MaxResults: 3, NextToken }));
    const first = await page();
    const second = await page(first.NextToken);
    assert.deepEqual(
      [first, second].map(({ Parameters = [] }) => Parameters.map(({ Name }) => Name)),
      [["/shop/dev/keys/api", "/shop/dev/url", "/shop/name"], ["plain"]],
    );
    assert.equal(second.NextToken, undefined);
    await rejects(page("no token!"), "InvalidNextToken");
    await rejects(byPath("/", { MaxResults: 11 }), "ValidationException", /maxResults/);
  });

  it("tell all of a parameter but its value", async () => {
    const { Parameters = [] } = await root.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: ["/shop/dev/keys/api"] }] }),
    );
    const { LastModifiedDate, ...only } = Parameters[0] ?? {};
    assert.ok(LastModifiedDate instanceof Date);
    assert.deepEqual(only, {
      Name: "/shop/dev/keys/api",
      ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/shop/dev/keys/api",
      Type: "SecureString",
      KeyId: "alias/aws/ssm",
      LastModifiedUser: "arn:aws:iam::000000000000:root",
      Version: 1,
      Tier: "Standard",
      Policies: [],
      DataType: "text",
    });
  });

  it("describe those that every filter leaves", async () => {
    assert.equal((await described()).length, 4);
    assert.deepEqual(await described({ Key: "Name", Option: "Contains", Values: ["ur", "plai"] }), [
      "/shop/dev/url",
      "plain",
    ]);
    assert.deepEqual(await described({ Key: "Tier", Values: ["Advanced"] }), ["/shop/name"]);
    assert.deepEqual(await described({ Key: "Path", Values: ["/shop"] }), ["/shop/name"]);
    assert.deepEqual(
      await described(
        { Key: "Path", Option: "Recursive", Values: ["/shop"] },
        { Key: "tag:stack", Values: ["dev"] },
      ),
      ["/shop/dev/url"],
    );
    assert.deepEqual(await described({ Key: "tag:stack" }), ["/shop/dev/url"]);
    assert.equal((await described({ Key: "DataType", Values: ["text"] })).length, 4);
  });

  it("refuse what is no filter", async () => {
    const type: ParameterStringFilter = { Key: "Type", Values: ["String"] };
    await rejects(described({ Key: "Label", Values: ["old"] }), "InvalidFilterKey");
    await rejects(described({ ...type, Option: "Recursive" }), "InvalidFilterOption");
    await rejects(described({ Key: "Type" }), "InvalidFilterValue");
    await rejects(described(type, type), "ValidationException", /more than once/);
  });

  it("have tags", async () => {
    const resource = { ResourceType: "Parameter", ResourceId: "plain" } as const;
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await root.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    await root.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["a", "z"] }));
    const { TagList } = await root.send(new ListTagsForResourceCommand(resource));
    assert.deepEqual(TagList, [{ Key: "b", Value: "2" }]);
    const tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await rejects(
      root.send(new AddTagsToResourceCommand({ ...resource, Tags: tags })),
      "TooManyTagsError",
      /50/,
    );
    const list = (ResourceType: string, ResourceId: string) =>
      root.send(new ListTagsForResourceCommand({ ResourceType: ResourceType as "Parameter", ResourceId }));
    await rejects(list("Parameter", "/none"), "InvalidResourceId");
    await rejects(list("Document", "d"), "UnsupportedOperationException");
    await rejects(list("Queue", "q"), "InvalidResourceType");
  });
});
