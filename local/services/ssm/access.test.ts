import assert from "node:assert/strict";
import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { open } from "../kms/sealing.ts";
import { allow, get, parameterArn, put, rejects, SsmHarness } from "./testing.ts";

describe("Who may do what with Parameter Store", () => {
  let h: SsmHarness;
  let root: SSMClient;
  beforeEach(async () => {
    h = await SsmHarness.start();
    root = h.client();
  });
  afterEach(() => h.close());

  const through = (path: string, condition: object = {}) => ({
    Condition: {
      StringEquals: {
        "kms:ViaService": "ssm.eu-west-1.amazonaws.com",
        "kms:EncryptionContext:PARAMETER_ARN": parameterArn(path),
        ...condition,
      },
    },
  });

  it("is asked for the parameter's ARN", async () => {
    await put(root, "/shop/dev/url");
    const reader = h.client([allow("ssm:GetParameter", parameterArn("shop/dev/url"))]);
    assert.equal((await get(reader, "/shop/dev/url:1")).Value, "v");
    await rejects(get(reader, "/shop/dev/other"), "AccessDeniedException", /ssm:GetParameter on resource/);
    await rejects(put(reader, "/shop/dev/url", { Overwrite: true }), "AccessDeniedException", /PutParameter/);
    const Names = ["/shop/dev/url"];
    await rejects(reader.send(new GetParametersCommand({ Names })), "AccessDeniedException");
    await rejects(reader.send(new DescribeParametersCommand({})), "AccessDeniedException");
  });

  it("is asked for the path, and for every name of several", async () => {
    await put(root, "/shop/dev/url");
    const reader = h.client([
      allow("ssm:GetParametersByPath", parameterArn("shop/dev"), {
        Condition: { Bool: { "ssm:Recursive": "false" } },
      }),
      allow("ssm:GetParameters", parameterArn("shop/dev/url")),
    ]);
    const byPath = (Path: string, Recursive = false) =>
      reader.send(new GetParametersByPathCommand({ Path, Recursive }));
    assert.equal((await byPath("/shop/dev")).Parameters?.length, 1);
    await rejects(byPath("/shop"), "AccessDeniedException");
    await rejects(byPath("/shop/dev", true), "AccessDeniedException");
    const Names = ["/shop/dev/url", "/shop/prod/url"];
    await rejects(reader.send(new GetParametersCommand({ Names })), "AccessDeniedException", /prod/);
  });

  it("is asked about overwriting and tags", async () => {
    const writer = h.client([
      allow("ssm:PutParameter", "*", { Condition: { StringEquals: { "ssm:Overwrite": "false" } } }),
      allow("ssm:AddTagsToResource", "*", { Condition: { StringEquals: { "aws:RequestTag/stack": "dev" } } }),
    ]);
    const tag = (Value: string) => ({ Tags: [{ Key: "stack", Value }] });
    await put(writer, "/a", tag("dev"));
    await rejects(put(writer, "/b", tag("prod")), "AccessDeniedException", /AddTagsToResource/);
    await rejects(put(writer, "/a", { Overwrite: true }), "AccessDeniedException", /PutParameter/);
    const resource = { ResourceType: "Parameter", ResourceId: "/a" } as const;
    await rejects(
      writer.send(new AddTagsToResourceCommand({ ...resource, ...tag("prod") })),
      "AccessDeniedException",
    );
    const tagged = h.client([
      allow("ssm:GetParameter", "*", { Condition: { StringEquals: { "aws:ResourceTag/stack": "dev" } } }),
    ]);
    assert.equal((await get(tagged, "/a")).Value, "v");
    await put(root, "/b");
    await rejects(get(tagged, "/b"), "AccessDeniedException");
  });

  describe("of a SecureString", () => {
    it("takes the key, for this parameter and through Parameter Store", async () => {
      const key = h.key();
      const statements = [allow(["ssm:PutParameter", "ssm:GetParameter"], parameterArn("a/*"))];
      const secure = { Type: "SecureString", KeyId: key, Value: "hush" } as const;
      await rejects(put(h.client(statements), "/a/key", secure), "AccessDeniedException", /kms:Encrypt/);
      const writer = h.client([...statements, allow("kms:Encrypt", key, through("a/key"))]);
      await put(writer, "/a/key", secure);
      await rejects(put(writer, "/a/other", secure), "AccessDeniedException", /kms:Encrypt/);
      await rejects(get(writer, "/a/key", true), "AccessDeniedException", /kms:Decrypt/);
      const reader = h.client([...statements, allow("kms:Decrypt", key, through("a/key"))]);
      assert.equal((await get(reader, "/a/key", true)).Value, "hush");
    });

    it("is nothing without the key policy", async () => {
      const mine = {
        Effect: "Allow",
        Principal: { AWS: h.iam.rootPrincipal.arn },
        Action: "kms:*",
        Resource: "*",
      };
      const deny = { Effect: "Deny", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" };
      const key = h.key(JSON.stringify({ Version: "2012-10-17", Statement: [mine, deny] }));
      await put(root, "/a", { Type: "SecureString", KeyId: key });
      await rejects(get(root, "/a", true), "AccessDeniedException", /kms:Decrypt/);
    });

    it("is its ciphertext, which KMS encrypted with the parameter's ARN as its context", async () => {
      const key = h.key();
      await put(root, "/a", { Type: "SecureString", KeyId: key, Value: "hush" });
      const { Value = "" } = await get(root, "/a");
      assert.doesNotMatch(Value, /hush/);
      const context = { PARAMETER_ARN: parameterArn("a") };
      assert.equal(open(h.kms.store.key(key), Buffer.from(Value, "base64"), context).toString(), "hush");
    });

    it("takes a data key where the parameter is an advanced one", async () => {
      const key = h.key();
      const statements = [allow("ssm:PutParameter", "*"), allow("kms:Encrypt", key)];
      const secure = {
        Type: "SecureString",
        KeyId: key,
        Tier: "Advanced",
        Value: "x".repeat(5_000),
      } as const;
      await rejects(put(h.client(statements), "/a", secure), "AccessDeniedException", /kms:GenerateDataKey/);
      await put(h.client([...statements, allow("kms:GenerateDataKey", key)]), "/a", secure);
      assert.equal((await get(root, "/a", true)).Value, secure.Value);
    });

    it("takes no permission of its own for the key that AWS manages", async () => {
      const client = h.client([allow(["ssm:PutParameter", "ssm:GetParameter"], parameterArn("a"))]);
      await put(client, "/a", { Type: "SecureString", Value: "hush" });
      assert.doesNotMatch((await get(client, "/a")).Value ?? "", /hush/);
      assert.equal((await get(client, "/a", true)).Value, "hush");
    });

    it("keeps its key when it is overwritten, and takes another one that is given", async () => {
      const [first, second] = [h.key(), h.key()];
      await put(root, "/a", { Type: "SecureString", KeyId: first });
      await put(root, "/a", { Value: "2", Overwrite: true });
      const keyOf = (version: number) => h.ssm.parameters.require("/a").versions[version - 1]?.keyId;
      assert.equal(keyOf(2), first);
      await put(root, "/a", { Value: "3", Overwrite: true, KeyId: second });
      assert.equal(keyOf(3), second);
      assert.equal((await get(root, "/a:2", true)).Value, "2");
    });

    it("says that a key is missing or disabled", async () => {
      const secure = { Type: "SecureString", KeyId: "alias/none" } as const;
      await rejects(put(root, "/a", secure), "InvalidKeyId", /alias\/none/);
      const key = h.key();
      await put(root, "/a", { ...secure, KeyId: key });
      h.kms.store.key(key).setEnabled(false);
      await rejects(get(root, "/a", true), "InvalidKeyId", /disabled/);
      assert.ok((await get(root, "/a")).Value);
    });
  });
});
