const BLOCK = 512;
const NAME_BYTES = 100;

/**
 * The files as the tar archive that Pulumi's engine takes an archive's hash of: in the order of their paths, with
 * nothing in a header but name, mode and size.
 */
export function tar(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [name, bytes] of [...files].sort(([a], [b]) => comparePaths(a, b))) {
    blocks.push(header(name, bytes.length), bytes);
    const rest = bytes.length % BLOCK;
    if (rest > 0) blocks.push(new Uint8Array(BLOCK - rest));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return Buffer.concat(blocks);
}

/** Directory by directory, as a walk through them comes by. */
function comparePaths(one: string, other: string): number {
  const [a, b] = [one.split("/"), other.split("/")];
  for (const [index, part] of a.entries()) {
    const against = b[index];
    if (against === undefined) return 1;
    if (part !== against) return Buffer.compare(Buffer.from(part), Buffer.from(against));
  }
  return a.length - b.length;
}

function header(path: string, size: number): Uint8Array {
  const { name, prefix } = split(path);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write("0000600\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(`${"0".repeat(11)}\0`, 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  block.write("0000000\0", 329);
  block.write("0000000\0", 337);
  block.write(prefix, 345);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A long path goes into two fields, apart at a slash. */
function split(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= NAME_BYTES) return { name: path, prefix: "" };
  const slash = path.slice(0, 155).lastIndexOf("/");
  return { name: path.slice(slash + 1).slice(0, NAME_BYTES), prefix: path.slice(0, Math.max(slash, 0)) };
}
