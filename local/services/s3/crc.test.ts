import assert from "node:assert/strict";
import { Crc32, Crc32c, Crc64Nvme } from "./crc.ts";

/** The check values of the catalogue of parametrised CRC algorithms: of the text `123456789`. */
const CHECKS = [
  ["CRC-32/ISO-HDLC", Crc32, "cbf43926"],
  ["CRC-32/ISCSI", Crc32c, "e3069283"],
  ["CRC-64/NVME", Crc64Nvme, "ae8b14860a799888"],
] as const;

describe("CRCs", () => {
  for (const [name, Crc, expected] of CHECKS) {
    it(`${name} has the catalogue's check value`, () => {
      const crc = new Crc();
      crc.update(Buffer.from("123456789"));
      assert.equal(crc.bytes().toString("hex"), expected);
    });

    it(`${name} of parts is that of the whole`, () => {
      const crc = new Crc();
      for (const part of ["1234", "", "56789"]) crc.update(Buffer.from(part));
      assert.equal(crc.bytes().toString("hex"), expected);
    });
  }
});
