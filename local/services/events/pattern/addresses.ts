import { BlockList, isIP } from "node:net";
import { InvalidPattern } from "./invalid-pattern.ts";

/** The addresses of a CIDR block. @throws {InvalidPattern} */
export function parseCidr(cidr: string): (address: string) => boolean {
  const parts = cidr.split("/");
  const [address = "", prefix = ""] = parts;
  if (parts.length !== 2) throw new InvalidPattern("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(prefix)) throw new InvalidPattern("Malformed CIDR, mask bits must be an integer");
  const version = isIP(address);
  const bits = Number(prefix);
  if (version === 0) throw new InvalidPattern(`Nonstandard IP address: ${address}`);
  if (bits < 0) throw new InvalidPattern("Malformed CIDR, mask bits must not be negative");
  const size = version === 4 ? 32 : 128;
  if (bits >= size) throw new InvalidPattern(`IPv${version} mask bits must be < ${size}`);
  return inBlock(address, bits, version);
}

/** The same address however it is written; undefined for what is none. */
export function parseAddress(address: string): ((other: string) => boolean) | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : inBlock(address, version === 4 ? 32 : 128, version);
}

function inBlock(address: string, bits: number, version: number): (value: string) => boolean {
  const family = version === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(address, bits, family);
  return (value) => isIP(value) === version && block.check(value, family);
}
