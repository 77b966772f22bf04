import assert from "node:assert/strict";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  type LambdaServiceException,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import type { PolicyStatement } from "../../../core/access.ts";
import { AwsError } from "../../../core/errors.ts";
import type { Keys } from "../../../core/ports.ts";
import { Gateway } from "../../../gateway/gateway.ts";
import { MACHINE_RUNTIME } from "../../../runtime/runtimes.ts";
import { LambdaHarness, zip } from "../testing.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:f";
const ECHO = "exports.handler = async (event) => { console.log('seen', event.a); return event; };";
const CONSUME: PolicyStatement = {
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: "*",
};

describe("Lambda's API through the AWS SDK", () => {
  const keys: Keys = {
    use: ({ kind }) => {
      if (kind !== "root") throw new AwsError("AccessDeniedException", "no key");
    },
    resolve: (key) => key,
  };
  let random = () => 0.5;
  const h = new LambdaHarness({ keys, random: () => random() });
  const gateway = new Gateway({ account: ACCOUNT, clock: h.clock, dispatcher: h.dispatcher, iam: h.iam });
  let client: LambdaClient;
  let endpoint: string;

  before(async () => {
    h.dispatcher.register(h.lambda.service);
    ({ url: endpoint } = await gateway.listen(0));
    client = new LambdaClient({ endpoint, region: ACCOUNT.region, credentials: h.iam.rootCredentials });
    h.function(ECHO, { statements: [CONSUME], Timeout: 3 });
  });

  after(async () => {
    client.destroy();
    await gateway.close();
    await h.close();
  });

  /** A client in a session of a role with these statements only. */
  async function as(
    name: string,
    statements: readonly PolicyStatement[],
    run: (client: LambdaClient) => unknown,
  ) {
    const { arn } = h.iam.roles.create({
      name,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" },
      }),
    });
    if (statements.length > 0)
      h.iam.roles.putPolicy(name, "p", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    const { accessKeyId, secretAccessKey, sessionToken } = h.iam.assume(arn, h.root, "s", 900);
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const limited = new LambdaClient({ endpoint, region: ACCOUNT.region, credentials });
    try {
      await run(limited);
    } finally {
      limited.destroy();
    }
  }

  const refused = (promise: Promise<unknown>, name: string, status: number, message = /./) =>
    assert.rejects(promise, (error: LambdaServiceException) => {
      assert.equal(error.name, name);
      assert.equal(error.$metadata.httpStatusCode, status);
      assert.match(error.message, message);
      return true;
    });
  const payload = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes ?? []).toString("utf8"));
  const allow = (Action: string, Resource = "*"): PolicyStatement => ({ Effect: "Allow", Action, Resource });

  describe("Invoke", () => {
    it("answers, with the end of the log and the version", async () => {
      const answer = await client.send(
        new InvokeCommand({ FunctionName: "f", Payload: Buffer.from('{"a":"é"}'), LogType: "Tail" }),
      );
      assert.deepEqual(payload(answer.Payload), { a: "é" });
      assert.equal(answer.StatusCode, 200);
      assert.equal(answer.ExecutedVersion, "$LATEST");
      assert.equal(answer.FunctionError, undefined);
      const log = Buffer.from(answer.LogResult ?? "", "base64").toString("utf8");
      assert.match(log, /^START RequestId: (\S+) .*seen é.*REPORT RequestId: \1/s);
      assert.ok(log.includes(answer.$metadata.requestId ?? "-"), "the request is the invocation");
    });

    it("takes no payload for an empty object, and an ARN with a qualifier for the function", async () => {
      const answer = await client.send(new InvokeCommand({ FunctionName: `${ARN}:$LATEST` }));
      assert.deepEqual(payload(answer.Payload), {});
      assert.equal(answer.LogResult, undefined);
    });

    it("tells of the function's own error in a header", async () => {
      h.function("exports.handler = async () => { throw new TypeError('boom'); };", {
        FunctionName: "throws",
      });
      const answer = await client.send(new InvokeCommand({ FunctionName: "throws" }));
      assert.equal(answer.FunctionError, "Unhandled");
      assert.equal(payload(answer.Payload).errorMessage, "boom");
    });

    it("hands an event over, and checks without running", async () => {
      const runs = h.sum("Invocations");
      const dry = await client.send(new InvokeCommand({ FunctionName: "f", InvocationType: "DryRun" }));
      assert.equal(dry.StatusCode, 204);
      assert.equal(h.sum("Invocations"), runs);
      const event = await client.send(new InvokeCommand({ FunctionName: "f", InvocationType: "Event" }));
      assert.equal(event.StatusCode, 202);
      assert.equal(h.sum("AsyncEventsReceived"), 1);
    });

    it("refuses what Lambda refuses", async () => {
      const invoke = (input: Partial<ConstructorParameters<typeof InvokeCommand>[0]>) =>
        client.send(new InvokeCommand({ FunctionName: "f", ...input }));
      await refused(invoke({ FunctionName: "gone" }), "ResourceNotFoundException", 404, /function:gone$/);
      await refused(invoke({ Qualifier: "9" }), "ResourceNotFoundException", 404, /function:f:9$/);
      const elsewhere = ARN.replace("eu-west-1", "us-east-1");
      await refused(invoke({ FunctionName: elsewhere }), "ResourceNotFoundException", 404, /us-east-1/);
      await refused(invoke({ Payload: Buffer.from("{") }), "InvalidRequestContentException", 400);
      await refused(
        invoke({ InvocationType: "Event", Payload: Buffer.from(JSON.stringify("x".repeat(1_048_576))) }),
        "RequestEntityTooLargeException",
        413,
        /1048578 byte payload is too large for the Event invocation type/,
      );
      await refused(
        invoke({ Payload: Buffer.from(JSON.stringify("x".repeat(6_291_456))) }),
        "RequestEntityTooLargeException",
        413,
      );
      await refused(invoke({ ClientContext: "e30=" }), "UnsupportedOperationException", 400, /ClientContext/);
    });

    it("is for those who may, by their own policy or by the function's", async () => {
      await as("nobody", [], async (limited) => {
        const call = () => limited.send(new InvokeCommand({ FunctionName: "f", InvocationType: "DryRun" }));
        await refused(
          call(),
          "AccessDeniedException",
          403,
          /lambda:InvokeFunction on resource: .*function:f /,
        );
        const permission = { FunctionName: "f", StatementId: "nobody", Action: "lambda:InvokeFunction" };
        const Principal = "arn:aws:iam::000000000000:role/nobody";
        await client.send(new AddPermissionCommand({ ...permission, Principal }));
        assert.equal((await call()).StatusCode, 204);
        await client.send(new RemovePermissionCommand({ FunctionName: "f", StatementId: "nobody" }));
        await refused(call(), "AccessDeniedException", 403);
      });
    });
  });

  it("makes, shows, changes and deletes functions", async () => {
    const Role = h.role("made-role");
    const made = await client.send(
      new CreateFunctionCommand({
        FunctionName: "made",
        Role,
        Runtime: MACHINE_RUNTIME as "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zip("exports.handler = async () => [1, process.env.WHO];") },
        Environment: { Variables: { WHO: "a" } },
        Tags: { team: "x" },
        Publish: true,
      }),
    );
    assert.equal(made.FunctionArn, `${ARN.slice(0, -1)}made:1`);
    const run = async (Qualifier?: string) =>
      payload(
        (await client.send(new InvokeCommand({ FunctionName: "made", ...(Qualifier && { Qualifier }) })))
          .Payload,
      );
    await client.send(
      new UpdateFunctionCodeCommand({
        FunctionName: "made",
        ZipFile: zip("exports.handler = async () => [2, process.env.WHO];"),
      }),
    );
    const changed = await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "made",
        Environment: { Variables: { WHO: "b" } },
        Description: "d",
      }),
    );
    assert.deepEqual([changed.Timeout, changed.Description, changed.Role], [3, "d", Role]);
    assert.deepEqual(
      [await run(), await run("1")],
      [
        [2, "b"],
        [1, "a"],
      ],
    );
    const { Configuration, Tags, Code } = await client.send(new GetFunctionCommand({ FunctionName: "made" }));
    assert.deepEqual(Tags, { team: "x" });
    assert.deepEqual(Code, { RepositoryType: "S3" });
    assert.equal(Configuration?.FunctionArn, `${ARN.slice(0, -1)}made`);
    assert.deepEqual(Configuration?.Environment, { Variables: { WHO: "b" } });
    const stale = { FunctionName: "made", RevisionId: "old", Timeout: 5 };
    await refused(
      client.send(new UpdateFunctionConfigurationCommand(stale)),
      "PreconditionFailedException",
      412,
    );
    await refused(
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "made", Layers: ["l"] })),
      "UnsupportedOperationException",
      400,
      /Layers/,
    );
    await refused(
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "made", Timeout: 901 })),
      "ValidationException",
      400,
      /'timeout'/,
    );
    const { Functions } = await client.send(
      new ListFunctionsCommand({ FunctionVersion: "ALL", MaxItems: 50 }),
    );
    assert.ok(Functions?.some(({ FunctionArn }) => FunctionArn === `${ARN}:$LATEST`));
    await client.send(new DeleteFunctionCommand({ FunctionName: "made" }));
    await refused(
      client.send(new GetFunctionConfigurationCommand({ FunctionName: "made" })),
      "ResourceNotFoundException",
      404,
    );
  });

  it("lets nobody give a function a role that may not pass it", async () => {
    const Role = h.role("precious");
    const input = { FunctionName: "sly", Role, Runtime: "nodejs22.x", Handler: "index.handler" } as const;
    await as("maker", [allow("lambda:*")], (limited) =>
      refused(
        limited.send(new CreateFunctionCommand({ ...input, Code: { ZipFile: zip(ECHO) } })),
        "AccessDeniedException",
        403,
        /iam:PassRole on resource: .*role\/precious/,
      ),
    );
  });

  it("shows encrypted variables to those who may decrypt them", async () => {
    h.function(ECHO, {
      FunctionName: "secret",
      KMSKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/k",
      Environment: { Variables: { TOKEN: "t" } },
    });
    const show = (who: LambdaClient) =>
      who.send(new GetFunctionConfigurationCommand({ FunctionName: "secret" }));
    assert.deepEqual((await show(client)).Environment, { Variables: { TOKEN: "t" } });
    await as("reader", [allow("lambda:GetFunctionConfiguration")], async (limited) => {
      const { Environment } = await show(limited);
      assert.equal(Environment?.Variables, undefined);
      assert.equal(Environment?.Error?.ErrorCode, "AccessDeniedException");
    });
  });

  it("pages through lists, whatever is deleted meanwhile", async () => {
    for (const name of ["p1", "p2", "p3"]) h.function(ECHO, { FunctionName: name });
    const names: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(new ListFunctionsCommand({ MaxItems: 1, ...(Marker && { Marker }) }));
      names.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
      if (page.Functions?.[0]?.FunctionName === "p2") h.lambda.deleteFunction("p2");
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    assert.deepEqual(
      names.filter((name) => /^p\d$/.test(name)),
      ["p1", "p2", "p3"],
    );
  });

  it("publishes versions and points aliases at them", async () => {
    const FunctionName = "f";
    const first = await client.send(new PublishVersionCommand({ FunctionName, Description: "one" }));
    assert.deepEqual([first.Version, first.Description], ["1", "one"]);
    assert.equal((await client.send(new PublishVersionCommand({ FunctionName }))).Version, "1");
    await refused(
      client.send(new PublishVersionCommand({ FunctionName, CodeSha256: "x" })),
      "InvalidParameterValueException",
      400,
    );
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: "changed" }));
    assert.equal((await client.send(new PublishVersionCommand({ FunctionName }))).Version, "2");
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName }));
    assert.deepEqual(
      Versions?.map(({ Version }) => Version),
      ["$LATEST", "1", "2"],
    );

    const alias = { FunctionName, Name: "live" };
    const created = await client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" }));
    assert.equal(created.AliasArn, `${ARN}:live`);
    await refused(
      client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" })),
      "ResourceConflictException",
      409,
    );
    await refused(
      client.send(new CreateAliasCommand({ FunctionName, Name: "5", FunctionVersion: "1" })),
      "ValidationException",
      400,
    );
    await refused(
      client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" })),
      "ResourceConflictException",
      409,
      /live/,
    );
    await client.send(new UpdateAliasCommand({ ...alias, FunctionVersion: "2", Description: "now" }));
    const { FunctionVersion, Description } = await client.send(new GetAliasCommand(alias));
    assert.deepEqual([FunctionVersion, Description], ["2", "now"]);
    const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
    assert.equal(answer.ExecutedVersion, "2");
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName, FunctionVersion: "2" }));
    assert.deepEqual(
      Aliases?.map(({ Name }) => Name),
      ["live"],
    );
    await client.send(new DeleteAliasCommand(alias));
    await refused(client.send(new GetAliasCommand(alias)), "ResourceNotFoundException", 404);
    await client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" }));
    await refused(
      client.send(new InvokeCommand({ FunctionName, Qualifier: "1" })),
      "ResourceNotFoundException",
      404,
    );
  });

  it("shares an alias's invocations out between two versions", async () => {
    h.function("exports.handler = async () => 1;", { FunctionName: "canary" });
    const FunctionName = "canary";
    await client.send(new PublishVersionCommand({ FunctionName }));
    await client.send(
      new UpdateFunctionCodeCommand({
        FunctionName,
        ZipFile: zip("exports.handler = async () => 2;"),
        Publish: true,
      }),
    );
    const weights = (AdditionalVersionWeights: Record<string, number>) => ({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights },
    });
    const created = await client.send(new CreateAliasCommand(weights({ "2": 0.25 })));
    assert.deepEqual(created.RoutingConfig, { AdditionalVersionWeights: { "2": 0.25 } });
    const invoke = async (chance: number) => {
      random = () => chance;
      const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
      return [answer.ExecutedVersion, payload(answer.Payload)];
    };
    assert.deepEqual(await invoke(0.24), ["2", 2]);
    assert.deepEqual(await invoke(0.25), ["1", 1]);
    const described = new UpdateAliasCommand({ FunctionName, Name: "live", Description: "d" });
    assert.ok((await client.send(described)).RoutingConfig !== undefined, "what is left out stays");
    for (const [wrong, message] of [
      [{ "2": 1.5 }, /from 0 to 1/],
      [{ "1": 0.5 }, /another one/],
      [{ "9": 0.5 }, /published/],
      [{ "1": 0.5, "2": 0.5 }, /one additional version/],
    ] as const)
      await refused(
        client.send(new UpdateAliasCommand(weights(wrong))),
        "InvalidParameterValueException",
        400,
        message,
      );
    await refused(
      client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "2" })),
      "ResourceConflictException",
      409,
    );
    await client.send(new UpdateAliasCommand(weights({})));
    assert.deepEqual(await invoke(0), ["1", 1]);
  });

  it("keeps permissions, concurrency, event settings and tags", async () => {
    h.function(ECHO, { FunctionName: "g" });
    const FunctionName = "g";
    const Resource = `${ARN.slice(0, -1)}g`;
    await refused(client.send(new GetPolicyCommand({ FunctionName })), "ResourceNotFoundException", 404);
    await client.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: "sns",
        Action: "lambda:InvokeFunction",
        Principal: "sns.amazonaws.com",
        SourceArn: "arn:aws:sns:eu-west-1:000000000000:t",
      }),
    );
    const { Policy = "" } = await client.send(new GetPolicyCommand({ FunctionName }));
    assert.deepEqual(JSON.parse(Policy).Statement[0].Condition, {
      ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:000000000000:t" },
    });

    await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }));
    const reserved = async () =>
      (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
    assert.equal(await reserved(), 5);
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 995);
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    assert.equal(await reserved(), undefined);

    await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
    await client.send(
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }),
    );
    const config = await client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
    assert.deepEqual([config.MaximumRetryAttempts, config.MaximumEventAgeInSeconds], [0, 60]);
    assert.equal(config.FunctionArn, `${Resource}:$LATEST`);
    assert.ok(config.LastModified instanceof Date);
    const { FunctionEventInvokeConfigs } = await client.send(
      new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
    );
    assert.equal(FunctionEventInvokeConfigs?.length, 1);
    await client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    await refused(
      client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName })),
      "ResourceNotFoundException",
      404,
    );

    await client.send(new TagResourceCommand({ Resource, Tags: { a: "1", b: "2" } }));
    await client.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
    assert.deepEqual((await client.send(new ListTagsCommand({ Resource }))).Tags, { b: "2" });
  });

  it("maps queues to functions", async () => {
    const queueArn = await h.queue("q");
    const created = await client.send(
      new CreateEventSourceMappingCommand({ FunctionName: "f", EventSourceArn: queueArn, BatchSize: 5 }),
    );
    assert.equal(created.State, "Creating");
    assert.ok(created.LastModified instanceof Date);
    const { UUID } = created;
    await refused(
      client.send(new CreateEventSourceMappingCommand({ FunctionName: "f", EventSourceArn: queueArn })),
      "ResourceConflictException",
      409,
    );
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    const disabled = await client.send(new GetEventSourceMappingCommand({ UUID }));
    assert.deepEqual([disabled.State, disabled.BatchSize], ["Disabled", 5]);
    const { EventSourceMappings } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName: "f", EventSourceArn: queueArn }),
    );
    assert.deepEqual(
      EventSourceMappings?.map((mapping) => mapping.UUID),
      [UUID],
    );
    await refused(
      client.send(new UpdateEventSourceMappingCommand({ UUID, FilterCriteria: { Filters: [] } })),
      "UnsupportedOperationException",
      400,
      /FilterCriteria/,
    );
    await client.send(new DeleteEventSourceMappingCommand({ UUID }));
    await refused(client.send(new GetEventSourceMappingCommand({ UUID })), "ResourceNotFoundException", 404);
  });

  it("names what it does not have", async () => {
    await refused(
      client.send(new ListLayersCommand({})),
      "UnknownOperationException",
      404,
      /lambda:ListLayers/,
    );
  });
});
