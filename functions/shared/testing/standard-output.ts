/** Runs something and gives the JSON lines it wrote to standard output, which are kept from the test's own output. */
export async function capturingOutput<T>(run: () => Promise<T>): Promise<{
  readonly result: T;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly text: string;
}> {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  };
  try {
    const result = await run();
    const text = written.join("");
    const lines = text.split("\n").filter((line) => line !== "");
    return { result, text, lines: lines.map((line) => JSON.parse(line)) };
  } finally {
    process.stdout.write = write;
  }
}
