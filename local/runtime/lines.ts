import { StringDecoder } from "node:string_decoder";

/** Cuts written bytes into lines. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }

  /** Hands out the last line even though no newline ended it. */
  flush(): void {
    const line = this.#rest + this.#decoder.end();
    this.#rest = "";
    if (line !== "") this.#onLine(line);
  }
}
