import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../core/errors.ts";

const UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const NEW_LINE = Buffer.from("\r\n");
/** Longer than any line of a chunk's head or of the trailers. */
const MAX_LINE = 16 * 1024;

/** What the head of a request says of its body: how long it is without its encoding, which header comes after it. */
interface Declared {
  readonly size: number | undefined;
  readonly trailer: string | undefined;
}

/**
 * Takes a body in `aws-chunked` encoding apart as it arrives. Source: Amazon S3 User Guide, "Signature calculations …
 * transferring payload in multiple chunks".
 */
export class AwsChunks {
  /** The headers that came after the body. */
  readonly trailers: Record<string, string> = {};
  readonly #declared: Declared;
  #taken = 0;
  #rest: Buffer = Buffer.alloc(0);
  /** How much of the current chunk is still to come; undefined between chunks. */
  #open: number | undefined;
  #state: "chunks" | "trailers" = "chunks";

  constructor(declared: Declared) {
    this.#declared = declared;
  }

  /** The parts of the body that are in this part of the encoded one. @throws {AwsError} `IncompleteBody` */
  take(part: Buffer): readonly Buffer[] {
    this.#rest = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]);
    const taken: Buffer[] = [];
    for (;;) {
      if (this.#open === undefined) {
        const line = this.#line();
        if (line === undefined) return taken;
        this.#read(line);
      } else {
        const data = this.#rest.subarray(0, this.#open);
        if (data.length > 0) taken.push(data);
        this.#taken += data.length;
        this.#open -= data.length;
        this.#rest = this.#rest.subarray(data.length);
        if (this.#open > 0) return taken;
        const end = this.#line();
        if (end === undefined) return taken;
        if (end !== "") throw incomplete();
        this.#open = undefined;
      }
    }
  }

  /** @throws {AwsError} `IncompleteBody` where the body was not whole, `MalformedTrailerError` where its trailer was not */
  end(): void {
    const { size, trailer } = this.#declared;
    if (this.#state === "chunks" || (size !== undefined && size !== this.#taken)) throw incomplete();
    if (trailer !== undefined && this.trailers[trailer] === undefined)
      throw new AwsError(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
      );
  }

  /** Up to the next line's end; undefined while that is to come. */
  #line(): string | undefined {
    const end = this.#rest.indexOf(NEW_LINE);
    if (end < 0 && this.#rest.length > MAX_LINE) throw incomplete();
    if (end < 0) return undefined;
    const line = this.#rest.toString("latin1", 0, end);
    this.#rest = this.#rest.subarray(end + NEW_LINE.length);
    return line;
  }

  #read(line: string): void {
    if (this.#state === "chunks") {
      const [, size] = /^([\da-f]+)(;|$)/i.exec(line) ?? [];
      if (size === undefined) throw incomplete();
      const length = Number.parseInt(size, 16);
      if (length === 0) this.#state = "trailers";
      else this.#open = length;
      return;
    }
    const colon = line.indexOf(":");
    if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

/**
 * What takes the body apart that the headers declare; undefined for one that comes as it is.
 * @throws {AwsError} `NotImplemented` for chunks with signatures of their own, which are not verified
 */
export function chunksOf(headers: IncomingHttpHeaders): AwsChunks | undefined {
  const declared = headers["x-amz-content-sha256"];
  if (typeof declared !== "string" || !declared.startsWith("STREAMING-")) return undefined;
  if (declared === UNSIGNED_TRAILER) {
    const size = headers["x-amz-decoded-content-length"];
    const trailer = headers["x-amz-trailer"]?.toString().trim().toLowerCase();
    return new AwsChunks({ size: size === undefined ? undefined : Number(size), trailer });
  }
  throw new AwsError(
    "NotImplemented",
    `The local cloud does not have ${declared}: send the body whole, or in chunks with ${UNSIGNED_TRAILER}.`,
    501,
  );
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly");
}
