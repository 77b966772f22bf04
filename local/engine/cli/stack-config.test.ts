import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackConfig } from "./stack-config.ts";

/** Encrypted by Pulumi's own command, with the passphrase `passphrase`. */
const THINGS = join(import.meta.dirname, "../fixtures/things");

describe("the configuration of a stack", () => {
  it("has what Pulumi has encrypted as secrets, however deep it lies", async () => {
    assert.deepEqual(await stackConfig(THINGS, "encrypted", "passphrase"), {
      "things:password": { secret: "hunter2" },
      "things:count": "3",
      "things:database": { secret: { users: [{ password: "geheim", name: "admin" }] } },
    });
  });

  it("is nothing where there is no file", async () => {
    assert.deepEqual(await stackConfig(THINGS, "other", undefined), {});
  });

  it("says which file a passphrase is missing for, or wrong", async () => {
    await assert.rejects(
      stackConfig(THINGS, "encrypted", undefined),
      /Pulumi\.encrypted\.yaml has encrypted values: set PULUMI_CONFIG_PASSPHRASE/,
    );
    await assert.rejects(
      stackConfig(THINGS, "encrypted", ""),
      /incorrect passphrase for .*Pulumi\.encrypted\.yaml: set PULUMI_CONFIG_PASSPHRASE/,
    );
  });

  it("refuses what it can't decrypt or open, by name", async () => {
    const directory = mkdtempSync(join(tmpdir(), "stack-config-"));
    try {
      for (const [content, expected] of [
        ["config:\n  a:b:\n    secure: v1:x:y\n", /no encryptionsalt/],
        ["secretsprovider: awskms://alias/x\n", /secrets provider "awskms:\/\/alias\/x"/],
        ["environment:\n  - shared\n", /Pulumi ESC environment/],
        ["config: [1]\n", /config in .*Pulumi\.dev\.yaml must be a map/],
      ] as const) {
        writeFileSync(join(directory, "Pulumi.dev.yaml"), content);
        await assert.rejects(stackConfig(directory, "dev", "passphrase"), expected);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
