import assert from "node:assert/strict";
import { encodeFrame, FrameDecoder } from "./frames.ts";

describe("FrameDecoder", () => {
  const start = (clockOffsetMs: number) => encodeFrame({ type: "start", clockOffsetMs });

  function decode(chunks: Iterable<Buffer>): [unknown, string][] {
    const frames: [unknown, string][] = [];
    const decoder = new FrameDecoder((header, body) => frames.push([header, body.toString()]));
    for (const chunk of chunks) decoder.push(chunk);
    return frames;
  }

  const bytes = Buffer.concat([
    start(1),
    encodeFrame({ type: "start", clockOffsetMs: 2 }, "body ü"),
    start(3),
  ]);
  const expected = [
    [{ type: "start", clockOffsetMs: 1 }, ""],
    [{ type: "start", clockOffsetMs: 2 }, "body ü"],
    [{ type: "start", clockOffsetMs: 3 }, ""],
  ];

  it("reads several frames of one chunk", () => {
    assert.deepEqual(decode([bytes]), expected);
  });

  it("reads frames wherever the chunks are cut", () => {
    for (let size = 1; size < bytes.length; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      assert.deepEqual(decode(chunks), expected, `in chunks of ${size}`);
    }
  });
});
