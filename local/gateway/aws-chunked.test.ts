import assert from "node:assert/strict";
import { chunksOf } from "./aws-chunked.ts";

const HEAD = {
  "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "x-amz-decoded-content-length": "11",
  "x-amz-trailer": "x-amz-checksum-crc32",
};
const BODY = "6\r\nhello \r\n5;extension=1\r\nworld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";

describe("A body in chunks", () => {
  const taken = (parts: readonly string[], headers: object = HEAD) => {
    const chunks = chunksOf({ ...headers });
    const data = parts.flatMap((part) => chunks?.take(Buffer.from(part)) ?? []);
    chunks?.end();
    return [Buffer.concat(data).toString(), chunks?.trailers];
  };

  it("is put together wherever it was cut on its way", () => {
    for (let at = 0; at <= BODY.length; at++)
      assert.deepEqual(taken([BODY.slice(0, at), BODY.slice(at)]), [
        "hello world",
        { "x-amz-checksum-crc32": "DUoRhQ==" },
      ]);
    assert.equal(taken([...BODY])[0], "hello world");
  });

  const REFUSED: readonly (readonly [why: string, code: string, body: string, headers?: object])[] = [
    ["ends within a chunk", "IncompleteBody", BODY.slice(0, 6)],
    ["ends before the last chunk", "IncompleteBody", "6\r\nhello \r\n5\r\nworld\r\n"],
    ["has a chunk that is longer than it says", "IncompleteBody", BODY.replace("6", "5")],
    ["has a chunk without a length", "IncompleteBody", BODY.replace("6", "")],
    ["has a head without an end", "IncompleteBody", "1".repeat(20_000)],
    ["is shorter than it says", "IncompleteBody", BODY, { ...HEAD, "x-amz-decoded-content-length": "12" }],
    [
      "lacks the trailer that it says",
      "MalformedTrailerError",
      BODY,
      { ...HEAD, "x-amz-trailer": "x-amz-checksum-sha1" },
    ],
    [
      "signs each chunk",
      "NotImplemented",
      BODY,
      { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" },
    ],
  ];
  for (const [why, code, body, headers] of REFUSED)
    it(`is refused where it ${why}`, () => {
      assert.throws(() => taken([body], headers), { code });
    });

  it("is one only where its digest says so", () => {
    assert.equal(chunksOf({ "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }), undefined);
  });
});
