import assert from "node:assert/strict";
import { Dispatcher } from "../../core/service.ts";
import { XRay } from "./xray.ts";

const trace = (last: string) => `1-5f2b3c4d-0123456789abcdef0123456${last}`;
const root = { kind: "root", arn: "arn:aws:iam::000000000000:root" } as const;

describe("X-Ray's API", () => {
  let xray: XRay;
  let dispatcher: Dispatcher;

  beforeEach(async () => {
    xray = new XRay();
    await xray.listen();
    dispatcher = new Dispatcher({ authorize: () => {} });
    dispatcher.register(xray.service);
    await put({
      id: "00000000000000aa",
      trace_id: trace("a"),
      name: "create",
      start_time: 100,
      end_time: 102,
    });
    await put({
      id: "00000000000000ab",
      trace_id: trace("a"),
      parent_id: "00000000000000aa",
      name: "DynamoDB",
      origin: "AWS::DynamoDB::Table",
      start_time: 100.5,
      end_time: 103,
      fault: true,
      annotations: { correlationId: "c1", count: 2 },
    });
    await put({ id: "00000000000000ba", trace_id: trace("b"), name: "other", start_time: 200 });
  });
  afterEach(() => xray.close());

  const call = <T>(operation: string, input: object) => dispatcher.call<T>("xray", operation, input, root);
  const put = (segment: object) =>
    call<{ UnprocessedTraceSegments: { Id?: string; ErrorCode: string }[] }>("PutTraceSegments", {
      TraceSegmentDocuments: [JSON.stringify(segment)],
    });
  const summaries = async (FilterExpression?: string, range = { StartTime: 0, EndTime: 86_400 }) =>
    (await call<{ TraceSummaries: { Id: string }[] }>("GetTraceSummaries", { ...range, FilterExpression }))
      .TraceSummaries;

  it("gives traces back with their segments", async () => {
    const { Traces } = await call<{
      Traces: { Id: string; Duration: number; Segments: { Document: string }[] }[];
    }>("BatchGetTraces", { TraceIds: [trace("a"), trace("f")] });
    assert.equal(Traces.length, 1);
    assert.equal(Traces[0]?.Duration, 3);
    assert.deepEqual(
      Traces[0]?.Segments.map(({ Document }) => JSON.parse(Document).name),
      ["create", "DynamoDB"],
    );
    await assert.rejects(call("BatchGetTraces", { TraceIds: [] }), /1 to 5/);
  });

  it("sums traces up", async () => {
    const [summary, other] = await summaries();
    assert.deepEqual(summary, {
      Id: trace("a"),
      StartTime: 100,
      Duration: 3,
      ResponseTime: 2,
      HasFault: true,
      HasError: false,
      HasThrottle: false,
      IsPartial: false,
      Http: {},
      Annotations: {
        correlationId: [
          {
            AnnotationValue: { StringValue: "c1" },
            ServiceIds: [{ Name: "DynamoDB", Names: ["DynamoDB"], Type: "AWS::DynamoDB::Table" }],
          },
        ],
        count: [
          {
            AnnotationValue: { NumberValue: 2 },
            ServiceIds: [{ Name: "DynamoDB", Names: ["DynamoDB"], Type: "AWS::DynamoDB::Table" }],
          },
        ],
      },
      ServiceIds: [
        { Name: "create", Names: ["create"] },
        { Name: "DynamoDB", Names: ["DynamoDB"], Type: "AWS::DynamoDB::Table" },
      ],
      EntryPoint: { Name: "create", Names: ["create"] },
      Revision: 1,
    });
    assert.equal((other as { IsPartial?: boolean }).IsPartial, true);
  });

  const filters: readonly [expression: string, found: readonly string[]][] = [
    ['annotation.correlationId = "c1"', ["a"]],
    ["annotation[count] = 2 AND fault", ["a"]],
    ["annotation[count] = 3", []],
    ['service("other")', ["b"]],
    ["error", []],
  ];
  for (const [expression, found] of filters)
    it(`filters by ${expression}`, async () =>
      assert.deepEqual(
        (await summaries(expression)).map(({ Id }) => Id),
        found.map(trace),
      ));

  it("refuses other filters, ranges of more than a day, and what is no segment", async () => {
    await assert.rejects(summaries("responsetime > 5"), {
      code: "InvalidRequestException",
      message: /responsetime/,
    });
    await assert.rejects(summaries("", { StartTime: 0, EndTime: 86_401 }), /24 hours/);
    assert.deepEqual(await summaries("", { StartTime: 150, EndTime: 160 }), []);
    const { UnprocessedTraceSegments } = await put({ id: "x" });
    assert.deepEqual(
      UnprocessedTraceSegments.map(({ Id, ErrorCode }) => [Id, ErrorCode]),
      [["x", "InvalidSegment"]],
    );
  });
});
