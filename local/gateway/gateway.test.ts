import assert from "node:assert/strict";
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { connect } from "node:http2";
import { crc32 } from "node:zlib";
import { SignatureV4 } from "@smithy/signature-v4";
import { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import { Members } from "../core/members.ts";
import { Dispatcher, type Operation, type Service } from "../core/service.ts";
import { Iam } from "../iam/iam.ts";
import { FLATTENED_MEMBERS } from "../services/sqs/flattened-members.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { Gateway } from "./gateway.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const ROLE = "arn:aws:iam::000000000000:role/worker";

class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: Uint8Array | string | undefined;
  constructor(secret?: unknown) {
    this.#secret = secret as Uint8Array | string | undefined;
    this.#hash = this.#start();
  }
  update(data: Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {
    this.#hash = this.#start();
  }
  #start() {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

interface Sent {
  readonly service?: string;
  readonly target?: string;
  readonly body?: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly region?: string;
  readonly date?: Date;
  readonly headers?: Record<string, string>;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly method?: string;
}

const operation = (
  access: (input: Members) => ReturnType<Operation["access"]>,
  handle: (input: Members, principal: unknown) => unknown,
  unauthenticated = false,
): Operation<unknown> => {
  const read = (input: unknown) => new Members(input, (name) => new AwsError("ValidationException", name));
  return {
    access: (input) => access(read(input)),
    handle: (input, call) => handle(read(input), call.principal),
    unauthenticated,
  };
};

const echo = operation(
  () => [],
  (input, principal) => ({ Text: input.optionalText("Text"), Who: (principal as { kind: string }).kind }),
);

function jsonService(signingName: string, targetPrefix: string, extra: Service["operations"] = {}): Service {
  const flattened = signingName === "sqs" && { flattenedMembers: FLATTENED_MEMBERS };
  return {
    signingName,
    targetPrefix,
    protocol: "awsJson1.0",
    operations: { Echo: echo, ...extra },
    ...flattened,
  };
}

describe("Gateway", () => {
  let clock: Clock;
  let iam: Iam;
  let gateway: Gateway;
  let url: string;
  let faults: string[];

  beforeEach(async () => {
    clock = new Clock();
    iam = new Iam({ account, clock });
    faults = [];
    iam.roles.create({
      name: "worker",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      }),
    });
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(
      jsonService("dynamodb", "DynamoDB_20120810", {
        Guarded: operation(
          () => [{ action: "dynamodb:GetItem", resource: "arn:aws:dynamodb:eu-west-1:000000000000:table/t" }],
          () => ({}),
        ),
        Broken: operation(
          () => [],
          () => {
            throw new Error("boom");
          },
        ),
        Cancelled: operation(
          () => [],
          () => {
            throw new AwsError("TransactionCanceledException", "cancelled", 400, {
              CancellationReasons: [{ Code: "None" }],
            });
          },
        ),
      }),
    );
    dispatcher.register(
      jsonService("sqs", "AmazonSQS", {
        Missing: operation(
          () => [],
          () => {
            throw new AwsError(
              "QueueDoesNotExist",
              "The specified queue does not exist.",
              400,
              {},
              "AWS.SimpleQueueService.NonExistentQueue",
            );
          },
        ),
        Show: operation(
          () => [],
          (input) => ({
            Messages: [
              {
                Body: JSON.stringify([input.value("Attributes"), input.value("Entries")]),
                Attributes: { A: "1" },
              },
              { Body: "2" },
            ],
          }),
        ),
      }),
    );
    dispatcher.register(
      jsonService("cognito-idp", "AWSCognitoIdentityProviderService", {
        InitiateAuth: operation(
          () => [],
          (_input, principal) => ({ Who: (principal as { kind: string }).kind }),
          true,
        ),
      }),
    );
    dispatcher.register({
      signingName: "sns",
      protocol: "awsQuery",
      xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
      operations: {
        Echo: operation(
          () => [],
          (input) => ({
            Input: JSON.stringify(input.value("Tags") ?? null),
            List: ["a<b", "c"],
            At: new Date(0),
          }),
        ),
        Guarded: operation(
          () => [{ action: "sns:Publish", resource: "*" }],
          () => ({}),
        ),
      },
    });
    dispatcher.register({
      signingName: "monitoring",
      protocol: "awsQuery",
      targetPrefix: "Granite",
      operations: {
        Echo: operation(
          () => [],
          (input) => ({ At: new Date(input.optionalTime("At") ?? 0), List: ["a"] }),
        ),
        Guarded: operation(
          () => [{ action: "cloudwatch:ListMetrics", resource: "*" }],
          () => ({}),
        ),
      },
    });
    dispatcher.register({
      signingName: "lambda",
      protocol: "restJson1",
      routes: {
        Describe: {
          request: "GET /things/{Name}",
          query: { group: "GroupName" },
          lists: ["TagKeys"],
          headers: { "x-amz-log-type": "LogType" },
        },
        Run: {
          request: "POST /things/{Name}/runs",
          payload: "Payload",
          answer: { statusMember: "StatusCode", headers: { Log: "X-Amz-Log" }, payload: "Payload" },
        },
        Remove: { request: "DELETE /things/{Name}", answer: { status: 204 } },
        Rename: "PUT /things/{Name}",
        Guarded: "GET /guarded",
      },
      operations: {
        Describe: operation(
          () => [],
          (input) => ({
            Name: input.text("Name"),
            Group: input.optionalText("GroupName"),
            Max: input.optionalInteger("MaxItems"),
            TagKeys: input.optionalTexts("TagKeys"),
            LogType: input.optionalText("LogType"),
          }),
        ),
        Run: operation(
          () => [],
          (input) => ({ StatusCode: 202, Log: "bG9n", Payload: `[${input.text("Payload")}]` }),
        ),
        Remove: operation(
          () => [],
          () => ({}),
        ),
        Guarded: operation(
          () => [{ action: "lambda:ListFunctions", resource: "*" }],
          () => ({}),
        ),
      },
    });
    gateway = new Gateway({
      account,
      clock,
      dispatcher,
      iam,
      fallback: (request, response) => {
        if (request.url !== "/_local/health") return false;
        response.end("up");
        return true;
      },
      onFault: (error, what) => faults.push(`${what}: ${(error as Error).message}`),
    });
    ({ url } = await gateway.listen(0));
  });
  afterEach(async () => {
    await gateway.close();
    clock.close();
  });

  async function sign(sent: Sent, presign = false) {
    const { hostname, port, host } = new URL(url);
    const credentials = sent.credentials ?? iam.rootCredentials;
    const signer = new SignatureV4({
      service: sent.service ?? "dynamodb",
      region: sent.region ?? account.region,
      credentials,
      sha256: Sha256,
    });
    const request = {
      method: sent.method ?? "POST",
      protocol: "http:",
      hostname,
      port: Number(port),
      path: sent.path ?? "/",
      query: sent.query ?? {},
      headers: {
        host,
        ...(presign ? {} : { "content-type": "application/x-amz-json-1.0" }),
        ...(sent.target === undefined ? {} : { "x-amz-target": sent.target }),
        ...sent.headers,
      },
      ...(sent.body === undefined ? {} : { body: sent.body }),
    };
    const options = sent.date === undefined ? {} : { signingDate: sent.date };
    return presign ? signer.presign(request, { expiresIn: 60, ...options }) : signer.sign(request, options);
  }

  async function send(
    sent: Sent,
    tamper: { body?: string; headers?: Record<string, string> } = {},
    presign = false,
  ) {
    const { method, path, query, headers, body } = await sign(sent, presign);
    const search = Object.entries(query as Record<string, string>)
      .map((pair) => pair.map(encodeURIComponent).join("="))
      .join("&");
    const { host: _, ...rest } = headers;
    const content = tamper.body ?? (body as string | undefined);
    const response = await fetch(`${url}${path}${search === "" ? "" : `?${search}`}`, {
      method,
      headers: { ...rest, ...tamper.headers },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, json };
  }

  const echoCall: Sent = { target: "DynamoDB_20120810.Echo", body: '{"Text":"hé"}' };
  const assertRefused = (
    answer: Awaited<ReturnType<typeof send>>,
    status: number,
    code: string,
    message = /./,
  ) => {
    assert.equal(answer.headers.get("x-amzn-errortype"), code);
    assert.equal(answer.status, status);
    assert.match(String(answer.json.__type), new RegExp(`(^|#)${code}$`));
    assert.match(String(answer.json.message), message);
  };

  describe("signatures", () => {
    it("of the root key pair are verified, and the answer has its checksum and request id", async () => {
      const answer = await send(echoCall);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.json, { Text: "hé", Who: "root" });
      assert.equal(answer.headers.get("x-amz-crc32"), String(crc32(answer.text)));
      assert.match(answer.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
      assert.equal(answer.headers.get("content-type"), "application/x-amz-json-1.0");
    });

    it("cover path, query and headers as every service but S3 signs them", async () => {
      const answer = await send({
        ...echoCall,
        path: "/a%20b/c!/",
        query: { z: "1", "a b": "x&y=*'", empty: "" },
        headers: { "x-amz-meta-note": "two   spaces" },
      });
      assert.equal(answer.status, 200);
    });

    it("of a session carry its token", async () => {
      const session = iam.assume(ROLE, { kind: "service", service: "lambda.amazonaws.com" }, "fn", 900);
      assert.equal((await send({ ...echoCall, credentials: session })).json.Who, "session");
      const { sessionToken: _, ...withoutToken } = session;
      assertRefused(
        await send({ ...echoCall, credentials: withoutToken }),
        400,
        "UnrecognizedClientException",
      );
      const forged = { ...session, sessionToken: "forged" };
      assertRefused(await send({ ...echoCall, credentials: forged }), 400, "UnrecognizedClientException");
      await clock.advance(900_000);
      assertRefused(await send({ ...echoCall, credentials: session }), 400, "ExpiredTokenException");
    });

    it("by an unknown key are refused", async () => {
      const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
      assertRefused(
        await send({ ...echoCall, credentials }),
        400,
        "UnrecognizedClientException",
        /security token/,
      );
    });

    it("with a wrong secret are refused", async () => {
      const credentials = { ...iam.rootCredentials, secretAccessKey: "wrong" };
      assertRefused(
        await send({ ...echoCall, credentials }),
        400,
        "InvalidSignatureException",
        /does not match/,
      );
    });

    it("do not cover a body or a header changed since", async () => {
      assertRefused(await send(echoCall, { body: '{"Text":"x"}' }), 400, "InvalidSignatureException");
      const headers = { "x-amz-target": "DynamoDB_20120810.Broken" };
      assertRefused(await send(echoCall, { headers }), 400, "InvalidSignatureException");
    });

    it("for another region are refused", async () => {
      assertRefused(
        await send({ ...echoCall, region: "us-east-1" }),
        400,
        "InvalidSignatureException",
        /us-east-1.*eu-west-1/,
      );
    });

    it("hold for a quarter of an hour, in real time or by the clock", async () => {
      const minutes = (count: number) => new Date(Date.now() + count * 60_000);
      assert.equal((await send({ ...echoCall, date: minutes(-14) })).status, 200);
      assertRefused(
        await send({ ...echoCall, date: minutes(-16) }),
        400,
        "InvalidSignatureException",
        /Signature expired: \d{8}T\d{6}Z is now earlier than/,
      );
      assertRefused(
        await send({ ...echoCall, date: minutes(16) }),
        400,
        "InvalidSignatureException",
        /not yet current/,
      );
      await clock.advance(3_600_000);
      assert.equal((await send(echoCall)).status, 200);
      assert.equal((await send({ ...echoCall, date: minutes(60) })).status, 200);
      assertRefused(await send({ ...echoCall, date: minutes(30) }), 400, "InvalidSignatureException");
    });

    it("may stand in the query, until they expire", async () => {
      const call: Sent = { service: "sns", method: "GET", query: { Action: "Echo", Version: "2010-03-31" } };
      assert.equal((await send(call, {}, true)).status, 200);
      const old = await send({ ...call, date: new Date(Date.now() - 61_000) }, {}, true);
      assert.equal(old.status, 403);
      assert.match(old.text, /<Code>SignatureDoesNotMatch<\/Code>.*Signature expired/);
    });

    it("that are incomplete are refused", async () => {
      const headers = {
        authorization: "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00",
      };
      assertRefused(
        await send(echoCall, { headers }),
        400,
        "IncompleteSignatureException",
        /5 slash-delimited/,
      );
      const sha1 = { authorization: "AWS4-HMAC-SHA1 Credential=a" };
      assertRefused(
        await send(echoCall, { headers: sha1 }),
        400,
        "IncompleteSignatureException",
        /AWS4-HMAC-SHA1/,
      );
    });
  });

  describe("unsigned calls", () => {
    const unsigned = async (target: string | undefined) => {
      const headers: Record<string, string> = target === undefined ? {} : { "x-amz-target": target };
      const response = await fetch(url, { method: "POST", headers, body: "{}" });
      return { status: response.status, text: await response.text() };
    };

    it("reach operations that need no credentials", async () => {
      assert.deepEqual(JSON.parse((await unsigned("AWSCognitoIdentityProviderService.InitiateAuth")).text), {
        Who: "anonymous",
      });
    });

    it("are refused everywhere else", async () => {
      for (const target of [
        "AWSCognitoIdentityProviderService.Echo",
        "DynamoDB_20120810.Echo",
        "Nobody.Echo",
      ]) {
        const { status, text } = await unsigned(target);
        assert.equal(status, 400, target);
        assert.match(text, /MissingAuthenticationTokenException/);
      }
      const { status, text } = await unsigned(undefined);
      assert.equal(status, 403);
      assert.match(text, /<Code>MissingAuthenticationToken<\/Code>/);
    });
  });

  describe("JSON services", () => {
    it("authorise the caller", async () => {
      const credentials = iam.assume(ROLE, { kind: "service", service: "lambda.amazonaws.com" }, "fn", 900);
      const answer = await send({ credentials, target: "DynamoDB_20120810.Guarded", body: "{}" });
      assertRefused(
        answer,
        400,
        "AccessDeniedException",
        /assumed-role\/worker\/fn is not authorized to perform: dynamodb:GetItem/,
      );
    });

    it("refuse what is unknown, by name", async () => {
      assertRefused(
        await send({ target: "DynamoDB_20120810.Nope" }),
        400,
        "UnknownOperationException",
        /dynamodb:Nope/,
      );
      assertRefused(
        await send({ target: "DynamoDB_20120810.constructor" }),
        400,
        "UnknownOperationException",
        /constructor/,
      );
      assertRefused(
        await send({ target: "AmazonSQS.Echo" }),
        400,
        "UnknownOperationException",
        /AmazonSQS\.Echo.*dynamodb/,
      );
      assertRefused(
        await send({ service: "braket", target: "X.Y" }),
        400,
        "UnknownOperationException",
        /braket/,
      );
      assertRefused(await send({ body: "{}" }), 400, "UnknownOperationException", /no X-Amz-Target/);
    });

    it("refuse what is not a JSON object", async () => {
      for (const body of ["{", "[]", "1", "null"])
        assertRefused(await send({ ...echoCall, body }), 400, "SerializationException");
    });

    it("answer errors with their members, and SQS's old codes in a header", async () => {
      const cancelled = await send({ target: "DynamoDB_20120810.Cancelled" });
      assert.equal(cancelled.json.__type, "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
      assert.deepEqual(cancelled.json.CancellationReasons, [{ Code: "None" }]);
      const missing = await send({ service: "sqs", target: "AmazonSQS.Missing" });
      assertRefused(missing, 400, "QueueDoesNotExist");
      assert.equal(
        missing.headers.get("x-amzn-query-error"),
        "AWS.SimpleQueueService.NonExistentQueue;Sender",
      );
    });

    it("answer faults of the local cloud with 500 and report them, without their text", async () => {
      const answer = await send({ target: "DynamoDB_20120810.Broken" });
      assertRefused(answer, 500, "InternalFailure");
      assert.doesNotMatch(answer.text, /boom/);
      assert.deepEqual(faults, ["dynamodb:Broken: boom"]);
    });

    it("limit their bodies, each its own", async () => {
      const body = (mib: number) => JSON.stringify({ Text: "x".repeat(mib * 1024 * 1024) });
      const sqs: Sent = { service: "sqs", target: "AmazonSQS.Echo" };
      assert.equal((await send({ ...sqs, body: body(1) })).status, 200);
      assertRefused(await send({ ...sqs, body: body(7) }), 413, "RequestEntityTooLargeException", /bytes/);
      assert.equal((await send({ ...echoCall, body: body(7) })).status, 200);
      assertRefused(await send({ ...echoCall, body: body(17) }), 413, "RequestEntityTooLargeException");
    });
  });

  describe("query services", () => {
    const query = (parameters: Record<string, string>, extra: Sent = {}) =>
      send({
        service: "sns",
        body: new URLSearchParams(parameters).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
        ...extra,
      });

    it("read lists and structures, and answer XML", async () => {
      const answer = await query({
        Action: "Echo",
        Version: "2010-03-31",
        "Tags.member.2.Key": "b",
        "Tags.member.1.Key": "a",
        "Tags.member.10.Key": "c",
      });
      assert.equal(answer.headers.get("content-type"), "text/xml");
      assert.match(
        answer.text,
        /<EchoResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><EchoResult>/,
      );
      assert.match(
        answer.text,
        /<Input>\[{&quot;Key&quot;:&quot;a&quot;},{&quot;Key&quot;:&quot;b&quot;},{&quot;Key&quot;:&quot;c&quot;}\]<\/Input>/,
      );
      assert.match(
        answer.text,
        /<List><member>a&lt;b<\/member><member>c<\/member><\/List><At>1970-01-01T00:00:00\.000Z<\/At>/,
      );
      assert.match(answer.text, /<ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId>/);
    });

    const refused: [
      name: string,
      parameters: Record<string, string>,
      extra: () => Sent,
      status: number,
      code: string,
    ][] = [
      ["an unknown action", { Action: "Nope" }, () => ({}), 400, "InvalidAction"],
      ["no action", { Version: "1" }, () => ({}), 400, "MissingAction"],
      [
        "contradicting parameters",
        { Action: "Echo", "A.b": "1", "A.b.c": "2" },
        () => ({}),
        400,
        "MalformedInput",
      ],
      [
        "an unknown key",
        { Action: "Echo" },
        () => ({ credentials: { accessKeyId: "AKIA", secretAccessKey: "x" } }),
        403,
        "InvalidClientTokenId",
      ],
      [
        "a wrong secret",
        { Action: "Echo" },
        () => ({ credentials: { ...iam.rootCredentials, secretAccessKey: "x" } }),
        403,
        "SignatureDoesNotMatch",
      ],
      [
        "who is not allowed",
        { Action: "Guarded" },
        () => ({
          credentials: iam.assume(ROLE, { kind: "service", service: "lambda.amazonaws.com" }, "fn", 900),
        }),
        403,
        "AuthorizationError",
      ],
    ];
    for (const [name, parameters, extra, status, code] of refused) {
      it(`refuse ${name} as ${code}`, async () => {
        const answer = await query(parameters, extra());
        assert.equal(answer.status, status);
        assert.match(
          answer.text,
          new RegExp(
            `<Error><Type>Sender</Type><Code>${code}</Code><Message>.+</Message></Error><RequestId>`,
          ),
        );
      });
    }
  });

  describe("services that have changed their protocol", () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };

    it("answer SQS's old query protocol, lists and maps side by side", async () => {
      const body = new URLSearchParams({
        Action: "Show",
        "Attribute.1.Name": "DelaySeconds",
        "Attribute.1.Value": "5",
        "ShowRequestEntry.1.Id": "a",
        "ShowRequestEntry.1.MessageAttribute.1.Name": "k",
        "ShowRequestEntry.1.MessageAttribute.1.Value.StringValue": "v",
      }).toString();
      const { text } = await send({ service: "sqs", headers: form, body });
      const [first, second] = [...text.matchAll(/<Message>(.*?)<\/Message>/g)].map(([, message]) => message);
      assert.equal(
        first?.replaceAll("&quot;", '"'),
        '<Body>[{"DelaySeconds":"5"},[{"Id":"a","MessageAttributes":{"k":{"StringValue":"v"}}}]]</Body>' +
          "<Attribute><Name>A</Name><Value>1</Value></Attribute>",
      );
      assert.equal(second, "<Body>2</Body>");
      const missing = await send({ service: "sqs", headers: form, body: "Action=Missing" });
      assert.match(missing.text, /<Code>AWS\.SimpleQueueService\.NonExistentQueue<\/Code>/);
    });

    it("answer CBOR, whatever their clients spoke before", async () => {
      const call = async (path: string, body: Buffer, credentials?: Sent["credentials"]) => {
        const sent: Sent = { service: "monitoring", path, headers: { "smithy-protocol": "rpc-v2-cbor" } };
        const { headers, method } = await sign({
          ...sent,
          body: body as unknown as string,
          ...(credentials && { credentials }),
        });
        const { host: _, ...rest } = headers;
        const response = await fetch(`${url}${path}`, { method, headers: rest, body: Uint8Array.from(body) });
        assert.equal(response.headers.get("smithy-protocol"), "rpc-v2-cbor");
        return {
          status: response.status,
          headers: response.headers,
          value: decodeCbor(new Uint8Array(await response.arrayBuffer())),
        };
      };
      const path = "/service/Granite/operation/Echo";
      const at = new Date(1_500);
      assert.deepEqual((await call(path, encodeCbor({ At: at }))).value, { At: at, List: ["a"] });
      const refused = async (code: string, answer: ReturnType<typeof call>) => {
        const { status, headers, value } = await answer;
        assert.equal((value as { __type: string }).__type, code);
        assert.equal(status, 400);
        assert.equal(headers.get("x-amzn-query-error"), `${code};Sender`);
      };
      await refused("SerializationException", call(path, Buffer.of(0x81)));
      await refused("UnknownOperationException", call("/service/Granite/operation/No", encodeCbor({})));
      const credentials = { accessKeyId: "AKIA", secretAccessKey: "x" };
      await refused("UnrecognizedClientException", call(path, encodeCbor({}), credentials));
    });

    it("answer JSON with times in seconds, and the query protocol with ISO 8601", async () => {
      const json = await send({ service: "monitoring", target: "Granite.Echo", body: '{"At":1.5}' });
      assert.deepEqual(json.json, { At: 1.5, List: ["a"] });
      const body = "Action=Echo&At=1970-01-01T00:00:01.500Z";
      const query = await send({ service: "monitoring", headers: form, body });
      assert.match(query.text, /<At>1970-01-01T00:00:01\.500Z<\/At>/);
    });
  });

  describe("REST services", () => {
    const rest = (sent: Sent) => send({ service: "lambda", method: "GET", ...sent });

    it("find members in path, query and headers", async () => {
      const answer = await rest({
        path: "/things/arn%3Aaws%3Alambda%3Aeu-west-1%2Fa",
        query: { group: "g", MaxItems: "5", tagKeys: "k" },
        headers: { "x-amz-log-type": "Tail" },
      });
      assert.deepEqual(answer.json, {
        Name: "arn:aws:lambda:eu-west-1/a",
        Group: "g",
        Max: 5,
        TagKeys: ["k"],
        LogType: "Tail",
      });
    });

    it("bind body, headers and status", async () => {
      const run = await rest({ method: "POST", path: "/things/a/runs/", body: '{"x":1}' });
      assert.equal(run.status, 202);
      assert.equal(run.text, '[{"x":1}]');
      assert.equal(run.headers.get("x-amz-log"), "bG9n");
      const removed = await rest({ method: "DELETE", path: "/things/a" });
      assert.deepEqual([removed.status, removed.text], [204, ""]);
    });

    const refused: [name: string, sent: Sent, status: number, code: string, message: RegExp][] = [
      ["an unknown path", { path: "/nothing" }, 404, "UnknownOperationException", /lambda: GET \/nothing/],
      [
        "an operation that is not there",
        { method: "PUT", path: "/things/a", body: "{}" },
        404,
        "UnknownOperationException",
        /lambda:Rename/,
      ],
      [
        "a body that is no JSON",
        { method: "PUT", path: "/things/a", body: "{" },
        400,
        "SerializationException",
        /JSON/,
      ],
      [
        "an unknown key",
        { path: "/guarded", credentials: { accessKeyId: "AKIA", secretAccessKey: "x" } },
        403,
        "UnrecognizedClientException",
        /security token/,
      ],
    ];
    for (const [name, sent, status, code, message] of refused) {
      it(`refuse ${name} as ${code}`, async () => {
        const answer = await rest(sent);
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get("x-amzn-errortype"), code);
        assert.equal(answer.json.Type, "User");
        assert.match(String(answer.json.Message), message);
      });
    }

    it("refuse who is not allowed with 403", async () => {
      const credentials = iam.assume(ROLE, { kind: "service", service: "lambda.amazonaws.com" }, "fn", 900);
      const answer = await rest({ path: "/guarded", credentials });
      assert.deepEqual(
        [answer.status, answer.headers.get("x-amzn-errortype")],
        [403, "AccessDeniedException"],
      );
    });
  });

  describe("services that are not there", () => {
    it("are named, in words that their clients understand", async () => {
      const s3 = await send({ service: "s3", method: "GET", path: "/bucket/key" });
      assert.equal(s3.status, 501);
      assert.match(s3.text, /<Error><Code>NotImplemented<\/Code><Message>.*service s3 \(GET \/bucket\/key\)/);
      const ec2 = await send({
        service: "ec2",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: "Action=DescribeVpcs",
      });
      assert.match(ec2.text, /<Code>InvalidAction<\/Code><Message>.*service ec2/);
      const appsync = await send({ service: "appsync", method: "GET", path: "/v1/apis" });
      assert.equal(appsync.headers.get("x-amzn-errortype"), "UnknownOperationException");
      assert.match(String(appsync.json.Message), /service appsync \(GET \/v1\/apis\)/);
    });

    it("refuse unknown keys first", async () => {
      const credentials = { accessKeyId: "AKIA", secretAccessKey: "x" };
      const s3 = await send({ service: "s3", method: "GET", path: "/bucket", credentials });
      assert.match(s3.text, /<Code>InvalidAccessKeyId<\/Code>/);
      const kinesis = await send({ service: "kinesis", target: "Kinesis_20131202.ListStreams", credentials });
      assertRefused(kinesis, 400, "UnrecognizedClientException");
    });
  });

  describe("the endpoint", () => {
    it("speaks HTTP/2 with prior knowledge on the same port", async () => {
      const { headers, body } = await sign({ ...echoCall, headers: { "x-amz-h2": "1" } });
      const { host, ...rest } = headers;
      const session = connect(url);
      try {
        const stream = session.request({ ":method": "POST", ":path": "/", ":authority": host, ...rest });
        stream.end(body);
        let text = "";
        stream.setEncoding("utf8");
        for await (const chunk of stream) text += chunk;
        assert.deepEqual(JSON.parse(text), { Text: "hé", Who: "root" });
      } finally {
        session.close();
      }
    });

    it("answers to localhost, and hands other paths over first", async () => {
      for (const host of ["localhost", "127.0.0.1"]) {
        const response = await fetch(`http://${host}:${new URL(url).port}/_local/health`);
        assert.equal(await response.text(), "up");
      }
    });

    it("says so when its port is taken", async () => {
      const second = new Gateway({ account, clock, dispatcher: new Dispatcher(iam), iam });
      await assert.rejects(second.listen(Number(new URL(url).port)), { code: "EADDRINUSE" });
      await second.close();
    });
  });
});
