import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { currentTraceId, subsegment, withTrace } from "./trace.ts";
import { sendToDaemon } from "./xray.ts";

const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";
const HEADER = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
type Document = Readonly<Record<string, unknown>>;

async function documentsOf(run: () => Promise<unknown>, header = HEADER): Promise<readonly Document[]> {
  let documents: readonly object[] = [];
  await withTrace(run, header, async (sent) => {
    documents = sent;
  }).catch(() => undefined);
  return documents as readonly Document[];
}

describe("subsegment", () => {
  it("hangs below the step around it, also when steps run side by side", async () => {
    const documents = await documentsOf(() =>
      subsegment("CreateOrder", async (segment) => {
        segment.annotate("correlationId", "c");
        segment.annotate("orderId", "o");
        await Promise.all([
          subsegment("DynamoDB", async (call) => call.describeAwsCall({ operation: "PutItem" }, 200)),
          subsegment("SQS", async () => undefined),
        ]);
      }),
    );
    const named = (name: string) => documents.find((document) => document.name === name);
    const outer = named("CreateOrder");
    assert.equal(documents.length, 3);
    assert.equal(outer?.parent_id, PARENT);
    assert.deepEqual(outer?.annotations, { correlationId: "c", orderId: "o" });
    assert.equal(named("SQS")?.parent_id, outer?.id);
    assert.equal(named("DynamoDB")?.parent_id, outer?.id);
    assert.equal(named("DynamoDB")?.namespace, "aws");
    assert.deepEqual(named("DynamoDB")?.aws, { operation: "PutItem" });
    assert.deepEqual(named("DynamoDB")?.http, { response: { status: 200 } });
    for (const document of documents) {
      assert.equal(document.type, "subsegment");
      assert.equal(document.trace_id, ROOT);
      assert.match(String(document.id), /^[0-9a-f]{16}$/);
      assert.ok(Number(document.end_time) >= Number(document.start_time));
    }
  });

  const failures: readonly (readonly [what: string, thrown: unknown, flag: string])[] = [
    ["an error", new Error("x"), "fault"],
    ["no error", "x", "fault"],
    ["a refused request", Object.assign(new Error("x"), { status: 404 }), "error"],
    ["a call AWS refused", Object.assign(new Error("x"), { $metadata: { httpStatusCode: 400 } }), "error"],
    ["a call AWS failed", Object.assign(new Error("x"), { $metadata: { httpStatusCode: 500 } }), "fault"],
  ];
  for (const [what, thrown, flag] of failures) {
    it(`records ${what} as ${flag} and throws it on`, async () => {
      let caught: unknown;
      const [document] = await documentsOf(async () => {
        try {
          await subsegment("Step", () => Promise.reject(thrown));
        } catch (error) {
          caught = error;
        }
      });
      assert.equal(caught, thrown);
      assert.ok(document);
      assert.equal(document[flag], true);
      assert.equal(document[flag === "error" ? "fault" : "error"], undefined);
      const { exceptions } = document.cause as { exceptions: { message: string }[] };
      assert.equal(exceptions[0]?.message, "x");
    });
  }

  for (const header of [
    "",
    `Root=${ROOT};Parent=${PARENT};Sampled=0`,
    `Root=${ROOT};Parent=${PARENT}`,
    "Sampled=1",
    "=",
  ]) {
    it(`records nothing under '${header}'`, async () => {
      let ran = false;
      const documents = await documentsOf(
        () =>
          subsegment("Step", async (segment) => {
            segment.annotate("orderId", "o");
            segment.describeAwsCall({});
            ran = true;
          }),
        header,
      );
      assert.ok(ran);
      assert.deepEqual(documents, []);
    });
  }

  it("keeps invocations apart that run in one process", async () => {
    const both = [1, 2].map((number) =>
      documentsOf(
        () => subsegment(`Step ${number}`, async () => undefined),
        `Root=1-${number};Parent=p;Sampled=1`,
      ),
    );
    const names = (await Promise.all(both)).map((documents) =>
      documents.map(({ name, trace_id: id }) => [name, id]),
    );
    assert.deepEqual(names, [[["Step 1", "1-1"]], [["Step 2", "1-2"]]]);
  });
});

describe("currentTraceId", () => {
  it("is the root of Lambda's header", () => {
    assert.equal(currentTraceId(HEADER), ROOT);
    assert.equal(currentTraceId("nonsense"), undefined);
  });
});

describe("sendToDaemon", () => {
  const received: string[] = [];
  const daemon = createSocket("udp4");

  before(async () => {
    daemon.on("message", (message) => received.push(message.toString("utf8")));
    daemon.bind(0, "127.0.0.1");
    await once(daemon, "listening");
  });
  beforeEach(() => {
    received.length = 0;
  });
  after(() => daemon.close());

  const arrived = async (count: number): Promise<void> => {
    while (received.length < count) await once(daemon, "message");
  };

  it("sends each document in a datagram of its own, below the protocol's header", async () => {
    await sendToDaemon([{ name: "a" }, { name: "b" }], `127.0.0.1:${daemon.address().port}`);
    await arrived(2);
    assert.deepEqual(received.sort(), [
      '{"format":"json","version":1}\n{"name":"a"}',
      '{"format":"json","version":1}\n{"name":"b"}',
    ]);
  });

  it("takes the address as the X-Ray SDKs do", async () => {
    await sendToDaemon([{ name: "c" }], `tcp:127.0.0.1:1 udp:127.0.0.1:${daemon.address().port}`);
    await arrived(1);
    assert.match(received[0] ?? "", /"c"/);
  });

  for (const address of [
    undefined,
    "",
    "nonsense",
    "127.0.0.1:99999",
    "127.0.0.1:0",
    "no-such-host.invalid:2000",
  ]) {
    it(`neither throws nor hangs at '${address}'`, async () => {
      await sendToDaemon([{ name: "d" }], address);
    });
  }

  it("neither throws nor hangs when a document is larger than a datagram", async () => {
    await sendToDaemon([{ name: "x".repeat(100_000) }], `127.0.0.1:${daemon.address().port}`);
  });

  it("works on after a failure", async () => {
    await sendToDaemon([{ name: "e" }], `127.0.0.1:${daemon.address().port}`);
    await arrived(1);
    assert.match(received[0] ?? "", /"e"/);
  });
});
