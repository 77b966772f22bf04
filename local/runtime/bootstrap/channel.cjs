"use strict";
/**
 * The environment's end of the channel to the local cloud: frames on descriptor 3, read and written synchronously.
 * A frame is two 32-bit big-endian lengths, a JSON header and a body of bytes.
 */
const fs = require("node:fs");

const DESCRIPTOR = 3;
const PREFIX_BYTES = 8;

/** Kept because the function may replace what `node:fs` exports. */
const { readSync, writeSync } = fs;
const { pid } = process;
const kill = process.kill.bind(process);

/** Holds most frames whole, so that one read gets them. */
const usual = Buffer.allocUnsafeSlow(64 * 1024);
let buffer = usual;
let filled = 0;

/** Reads on until `bytes` are in the buffer. */
function fill(bytes) {
  if (bytes > buffer.length) {
    const larger = Buffer.allocUnsafeSlow(bytes);
    buffer.copy(larger, 0, 0, filled);
    buffer = larger;
  }
  while (filled < bytes) {
    const count = readSync(DESCRIPTOR, buffer, filled, buffer.length - filled, null);
    if (count === 0) kill(pid, "SIGKILL");
    filled += count;
  }
}

/** Blocks the whole process until a frame arrives, which is what freezes the environment between invocations. */
function receive() {
  fill(PREFIX_BYTES);
  const bodyStart = PREFIX_BYTES + buffer.readUInt32BE(0);
  const end = bodyStart + buffer.readUInt32BE(4);
  fill(end);
  const header = JSON.parse(buffer.toString("utf8", PREFIX_BYTES, bodyStart));
  const body = buffer.toString("utf8", bodyStart, end);
  buffer.copy(usual, 0, end, filled);
  buffer = usual;
  filled -= end;
  return { header, body };
}

/** Returns when the local cloud's end of the channel holds the whole frame: nothing is lost when the process then dies. */
function send(header, body = Buffer.alloc(0)) {
  const head = Buffer.from(JSON.stringify(header), "utf8");
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + head.length + body.length);
  frame.writeUInt32BE(head.length, 0);
  frame.writeUInt32BE(body.length, 4);
  head.copy(frame, PREFIX_BYTES);
  frame.set(body, PREFIX_BYTES + head.length);
  for (let offset = 0; offset < frame.length; )
    offset += writeSync(DESCRIPTOR, frame, offset, frame.length - offset);
}

module.exports = { receive, send };
