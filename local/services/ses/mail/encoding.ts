const MAX_LINE = 76;
/** Bytes of UTF-8 in one encoded word, which base64 and its frame bring to at most 75 characters. */
const WORD_BYTES = 45;

/** Text of a header: as it is in ASCII, else as encoded words. Source: RFC 2047. */
export function encodedText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?")) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`).join("\r\n ");
}

/** What `encodedText` and other programs have encoded, in UTF-8. */
export function decodedText(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, data: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(data, "base64").toString("utf8")
        : fromQuotedPrintable(data.replaceAll("_", " ")),
    );
}

/** Source: RFC 2045, section 6.7. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join("\r\n");
}

function quotedLine(line: string): string {
  const tokens = [...Buffer.from(line)].map((byte, index, bytes) => {
    const blank = byte === 0x20 || byte === 0x09;
    const plain = (byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || (blank && index < bytes.length - 1);
    return plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  const lines = [""];
  for (const token of tokens) {
    if ((lines.at(-1) ?? "").length + token.length > MAX_LINE - 1) lines.push("");
    lines[lines.length - 1] += token;
  }
  return lines.join("=\r\n");
}

function fromQuotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
