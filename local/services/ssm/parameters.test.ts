import assert from "node:assert/strict";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  type PutParameterCommandInput,
  type SSMClient,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { get, parameterArn, put, rejects, SsmHarness } from "./testing.ts";

describe("Parameter Store's parameters", () => {
  let h: SsmHarness;
  let root: SSMClient;
  beforeEach(async () => {
    h = await SsmHarness.start();
    root = h.client();
  });
  afterEach(() => h.close());

  const describe1 = async (name: string) => {
    const ParameterFilters = [{ Key: "Name", Values: [name] }];
    const { Parameters = [] } = await root.send(new DescribeParametersCommand({ ParameterFilters }));
    return Parameters[0];
  };
  const history = async (Name: string) =>
    (await root.send(new GetParameterHistoryCommand({ Name }))).Parameters ?? [];
  const label = (Name: string, Labels: string[], ParameterVersion?: number) =>
    root.send(new LabelParameterVersionCommand({ Name, Labels, ParameterVersion }));

  it("are read as they were put", async () => {
    const { Version, Tier } = await put(root, "/orders/dev/url", { Value: "https://a" });
    assert.deepEqual([Version, Tier], [1, "Standard"]);
    const { LastModifiedDate, ...parameter } = await get(root, "/orders/dev/url");
    assert.ok(Math.abs(Number(LastModifiedDate) - h.clock.now()) < 10_000);
    assert.deepEqual(parameter, {
      Name: "/orders/dev/url",
      Type: "String",
      Value: "https://a",
      Version: 1,
      ARN: parameterArn("orders/dev/url"),
      DataType: "text",
    });
    assert.equal((await get(root, parameterArn("orders/dev/url"))).Value, "https://a");
    assert.equal((await put(root, "plain")).Version, 1);
    assert.equal((await get(root, "plain")).ARN, parameterArn("plain"));
  });

  it("have versions, which numbers and labels select", async () => {
    await put(root, "/a", { Value: "1" });
    await rejects(put(root, "/a"), "ParameterAlreadyExists");
    assert.equal((await put(root, "/a", { Value: "2", Overwrite: true })).Version, 2);
    assert.equal((await get(root, "/a")).Value, "2");
    const first = await get(root, "/a:1");
    assert.deepEqual([first.Value, first.Selector, first.Name], ["1", ":1", "/a"]);
    await rejects(get(root, "/a:3"), "ParameterVersionNotFound", /version 3/);
    await rejects(get(root, "/a:prod"), "ParameterVersionNotFound", /prod/);
    assert.equal((await label("/a", ["prod"], 1)).ParameterVersion, 1);
    assert.equal((await get(root, `${parameterArn("a")}:prod`)).Value, "1");
    await label("/a", ["prod"]);
    assert.equal((await get(root, "/a:prod")).Value, "2");
    assert.deepEqual(
      (await history("/a")).map(({ Value, Labels }) => [Value, Labels]),
      [
        ["1", []],
        ["2", ["prod"]],
      ],
    );
  });

  it("keep a hundred versions, and none goes that has a label", async () => {
    await put(root, "/a");
    await label("/a", ["first"], 1);
    for (let version = 2; version <= 100; version++)
      h.ssm.parameters.put(h.ssm.deployer, { name: "/a", value: "v", overwrite: true });
    await rejects(put(root, "/a", { Overwrite: true }), "ParameterMaxVersionLimitExceeded", /Version 1/);
    await label("/a", ["first"], 2);
    assert.equal((await put(root, "/a", { Overwrite: true })).Version, 101);
    await rejects(get(root, "/a:1"), "ParameterVersionNotFound");
    assert.equal((await get(root, "/a:first")).Version, 2);
  });

  it("take labels that may be one, at most ten a version", async () => {
    await put(root, "/a");
    const { InvalidLabels } = await label("/a", ["ok", "1st", "awsome", "SSM", "a b"]);
    assert.deepEqual(InvalidLabels, ["1st", "awsome", "SSM", "a b"]);
    await label("/a", ["b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    await rejects(label("/a", ["k"]), "ParameterVersionLabelLimitExceeded");
    const input = { Name: "/a", ParameterVersion: 1, Labels: ["ok", "z"] };
    const removed = await root.send(new UnlabelParameterVersionCommand(input));
    assert.deepEqual([removed.RemovedLabels, removed.InvalidLabels], [["ok"], ["z"]]);
    await rejects(label("/a", ["k"], 2), "ParameterVersionNotFound");
    await rejects(label("/b", ["k"]), "ParameterNotFound");
  });

  it("keep what an overwrite does not name", async () => {
    await put(root, "/a", { Description: "words", AllowedPattern: "^v" });
    await rejects(put(root, "/a", { Value: "w", Overwrite: true }), "ParameterPatternMismatchException");
    await put(root, "/a", { Value: "v2", Overwrite: true });
    const { Description, AllowedPattern, LastModifiedUser } = (await describe1("/a")) ?? {};
    assert.deepEqual([Description, AllowedPattern], ["words", "^v"]);
    assert.equal(LastModifiedUser, "arn:aws:iam::000000000000:root");
    await put(root, "/a", { Value: "w", Description: "other", AllowedPattern: "", Overwrite: true });
    assert.equal((await describe1("/a"))?.Description, "other");
    assert.ok(!("AllowedPattern" in ((await describe1("/a")) ?? {})));
  });

  it("have no tags with an overwrite", async () => {
    const Tags = [{ Key: "a", Value: "b" }];
    await put(root, "/a", { Tags });
    await rejects(put(root, "/a", { Overwrite: true, Tags }), "ValidationException", /tags and overwrite/);
  });

  it("change their type outside of hierarchies only", async () => {
    await put(root, "plain");
    await put(root, "plain", { Type: "StringList", Value: "a,b", Overwrite: true });
    assert.equal((await get(root, "plain")).Type, "StringList");
    await put(root, "/a/b");
    await rejects(
      put(root, "/a/b", { Type: "SecureString", Overwrite: true }),
      "HierarchyTypeMismatchException",
    );
  });

  it("have as many characters as their tier", async () => {
    await put(root, "/s", { Value: "x".repeat(4_096) });
    await rejects(put(root, "/t", { Value: "x".repeat(4_097) }), "ValidationException", /4096/);
    const long = { Value: "x".repeat(4_097), Tier: "Intelligent-Tiering" } as const;
    assert.equal((await put(root, "/i", long)).Tier, "Advanced");
    assert.equal((await put(root, "/j", { Tier: "Intelligent-Tiering" })).Tier, "Standard");
    const advanced = { Value: "x".repeat(8_192), Tier: "Advanced" } as const;
    assert.equal((await put(root, "/s", { ...advanced, Overwrite: true })).Tier, "Advanced");
    await rejects(put(root, "/a", { ...advanced, Value: "x".repeat(8_193) }), "ValidationException", /8192/);
    assert.equal((await put(root, "/s", { Overwrite: true })).Tier, "Advanced");
    await rejects(put(root, "/s", { Tier: "Standard", Overwrite: true }), "ValidationException", /delete/);
  });

  const REFUSED: readonly (readonly [string, string, Partial<PutParameterCommandInput>, string, RegExp?])[] =
    [
      ["no type", "/a", { Type: undefined }, "ValidationException", /type is required/],
      ["another type", "/a", { Type: "Text" as "String" }, "ValidationException", /enum value set/],
      ["an empty value", "/a", { Value: "" }, "ValidationException"],
      ["a reference", "/a", { Value: "{{ssm:b}}" }, "ValidationException", /double braces/],
      ["a key for a String", "/a", { KeyId: "alias/k" }, "ValidationException", /SecureString/],
      [
        "a value that does not match",
        "/a",
        { AllowedPattern: "^\\d+$" },
        "ParameterPatternMismatchException",
      ],
      ["a pattern that is none", "/a", { AllowedPattern: "(" }, "InvalidAllowedPatternException"],
      ["another tier", "/a", { Tier: "Gold" as "Standard" }, "ValidationException", /tier/],
      ["a long description", "/a", { Description: "x".repeat(1_025) }, "ValidationException", /1024/],
      ["an unknown data type", "/a", { DataType: "number" }, "ValidationException"],
      ["a data type that is not there", "/a", { DataType: "aws:ec2:image" }, "UnsupportedOperationException"],
      ["policies", "/a", { Policies: "[]" }, "UnsupportedOperationException", /Policies/],
      ["a name with spaces", "/a b", {}, "ValidationException"],
      ["a name of AWS's own", "aws-url", {}, "ValidationException", /prefixed/],
      ["a name of Systems Manager's", "/SSM/url", {}, "ValidationException", /prefixed/],
      ["a reserved path", "/aws/url", {}, "AccessDeniedException", /reserved/],
      ["a path without a slash before it", "a/b", {}, "ValidationException", /fully qualified/],
      ["a slash at the end", "/a/", {}, "ValidationException"],
      ["sixteen levels", "/l".repeat(16), {}, "HierarchyLevelLimitExceededException", /15/],
      [
        "a long name",
        `/${"x".repeat(1_011 - parameterArn("").length + 1)}`,
        {},
        "ValidationException",
        /1011/,
      ],
      ["a selector in its name", "/a:1", {}, "ValidationException"],
    ];
  for (const [what, name, more, code, message] of REFUSED)
    it(`refuse ${what}`, () => rejects(put(root, name, more), code, message));

  it("take fifteen levels, the longest name, and spaces around it", async () => {
    await put(root, "/l".repeat(15));
    const longest = `/${"x".repeat(1_011 - parameterArn("").length)}`;
    await put(root, longest);
    await put(root, " /padded ");
    assert.equal((await get(root, "/padded")).Value, "v");
  });

  it("are read several at once, by name", async () => {
    await put(root, "/b", { Value: "b1" });
    await put(root, "/b", { Value: "b2", Overwrite: true });
    await put(root, "/a", { Value: "a" });
    const Names = ["/b:1", "/none", "/a", "/b:9"];
    const { Parameters = [], InvalidParameters } = await root.send(new GetParametersCommand({ Names }));
    assert.deepEqual(
      Parameters.map(({ Name, Value }) => [Name, Value]),
      [
        ["/a", "a"],
        ["/b", "b1"],
      ],
    );
    assert.deepEqual(InvalidParameters, ["/none", "/b:9"]);
    const many = Array.from({ length: 11 }, (_, index) => `/p${index}`);
    await rejects(root.send(new GetParametersCommand({ Names: many })), "ValidationException", /10/);
  });

  it("go", async () => {
    await put(root, "/a");
    await root.send(new DeleteParameterCommand({ Name: "/a" }));
    await rejects(get(root, "/a"), "ParameterNotFound");
    await rejects(root.send(new DeleteParameterCommand({ Name: "/a" })), "ParameterNotFound");
    await put(root, "/b");
    const Names = ["/a", "/b"];
    const deleted = await root.send(new DeleteParametersCommand({ Names }));
    assert.deepEqual([deleted.DeletedParameters, deleted.InvalidParameters], [["/b"], ["/a"]]);
    assert.equal((await put(root, "/a")).Version, 1);
  });
});
