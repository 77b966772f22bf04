import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { waitFor } from "../../../tests/kit/wait.ts";
import { XRay } from "./xray.ts";

const HEADER = '{"format":"json","version":1}\n';
const TRACE = "1-5f2b3c4d-0123456789abcdef01234567";
const segment = (id: string, start_time: number, more: object = {}) => ({
  id,
  trace_id: TRACE,
  name: "orders-create",
  start_time,
  ...more,
});

describe("X-Ray daemon", () => {
  const sender = createSocket("udp4");
  let xray: XRay;
  let port: number;

  beforeEach(async () => {
    xray = new XRay();
    port = Number((await xray.listen()).split(":")[1]);
  });
  afterEach(() => xray.close());
  after(() => sender.close());

  const send = (text: string) => sender.send(text, port, "127.0.0.1");

  it("keeps a trace's segments in the order of their start, the last state of each", async () => {
    send(HEADER + JSON.stringify(segment("00000000000000bb", 2)));
    send(HEADER + JSON.stringify(segment("00000000000000aa", 1, { in_progress: true })));
    send(HEADER + JSON.stringify(segment("00000000000000aa", 1, { end_time: 3 })));
    const trace = await waitFor("both segments", () => {
      const segments = xray.traces.trace(TRACE);
      return segments.length === 2 && segments[0]?.end_time === 3 ? segments : undefined;
    });
    assert.deepEqual(
      trace.map(({ id }) => id),
      ["00000000000000aa", "00000000000000bb"],
    );
  });

  it("drops and counts what is no segment", async () => {
    const garbage = [
      "",
      "\n",
      "no json",
      HEADER,
      `${HEADER}null`,
      `${HEADER}{}`,
      `${HEADER}${JSON.stringify(segment("short", 1))}`,
      `{"format":"binary","version":1}\n${JSON.stringify(segment("00000000000000aa", 1))}`,
    ];
    for (const datagram of garbage) send(datagram);
    await waitFor("every datagram to be counted", () => xray.rejected === garbage.length);
    assert.deepEqual(xray.traces.trace(TRACE), []);
  });
});
