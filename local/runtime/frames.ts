/** Frames between the local cloud and an execution environment; `bootstrap/channel.cjs` is the other end. */

/** What an environment says. */
export type EnvironmentFrame =
  | { readonly type: "initialized"; readonly memoryBytes: number }
  /** The handler's code could not be loaded; the body is the error object. */
  | { readonly type: "initError"; readonly memoryBytes: number }
  /** One call of `console`, already formatted. */
  | { readonly type: "log"; readonly time: number }
  /** Bytes written to `process.stdout` or `process.stderr`. */
  | { readonly type: "output"; readonly stream: "stdout" | "stderr" }
  /** The handler's result, or the error it threw. The environment is frozen from here on. */
  | { readonly type: "response" | "error"; readonly memoryBytes: number }
  /** An exception or a rejection that nothing handled; the process exits. The body is the error object. */
  | { readonly type: "fatal"; readonly memoryBytes: number };

/** What an environment is told. */
export type RuntimeFrame =
  | { readonly type: "start"; readonly clockOffsetMs: number }
  /** The body is the event. */
  | {
      readonly type: "invoke";
      readonly requestId: string;
      readonly functionArn: string;
      readonly traceHeader: string;
      /** On the clock of the local cloud. */
      readonly deadlineMs: number;
      /** How far that clock is ahead of the machine's; the function's `Date` follows it. */
      readonly clockOffsetMs: number;
    };

const PREFIX_BYTES = 8;

export function encodeFrame(header: RuntimeFrame, body = ""): Buffer {
  const head = JSON.stringify(header);
  const [headLength, bodyLength] = [Buffer.byteLength(head), Buffer.byteLength(body)];
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + headLength + bodyLength);
  frame.writeUInt32BE(headLength, 0);
  frame.writeUInt32BE(bodyLength, 4);
  frame.write(head, PREFIX_BYTES);
  frame.write(body, PREFIX_BYTES + headLength);
  return frame;
}

/** Cuts a stream of bytes into frames. */
export class FrameDecoder {
  readonly #onFrame: (header: EnvironmentFrame, body: Buffer) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = PREFIX_BYTES;

  constructor(onFrame: (header: EnvironmentFrame, body: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      this.#chunks = [buffer];
      const headLength = buffer.readUInt32BE(0);
      const frameLength = PREFIX_BYTES + headLength + buffer.readUInt32BE(4);
      if (buffer.length < frameLength) {
        this.#needed = frameLength;
        return;
      }
      const bodyStart = PREFIX_BYTES + headLength;
      const header = JSON.parse(buffer.toString("utf8", PREFIX_BYTES, bodyStart)) as EnvironmentFrame;
      this.#chunks = [buffer.subarray(frameLength)];
      this.#length = buffer.length - frameLength;
      this.#needed = PREFIX_BYTES;
      this.#onFrame(header, buffer.subarray(bodyStart, frameLength));
    }
  }
}
