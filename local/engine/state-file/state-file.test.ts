import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeploymentState } from "../state.ts";
import { isObject, SIGNATURE, secret } from "../wire.ts";
import { PassphraseCrypter } from "./passphrase.ts";
import { StateFile } from "./state-file.ts";

const STATE: DeploymentState = {
  resources: [
    {
      urn: "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev",
      type: "pulumi:pulumi:Stack",
      name: "test-dev",
      custom: false,
      inputs: {},
      outputs: { hidden: secret({ deep: [1, secret("x")] }), open: 1 },
      dependencies: [],
      propertyDependencies: {},
      protect: false,
    },
  ],
  pendingOperations: [
    {
      type: "creating",
      resource: {
        urn: "urn:pulumi:dev::test::test:index:Thing::a",
        type: "test:index:Thing",
        name: "a",
        custom: true,
        inputs: { password: secret("p") },
        outputs: {},
        dependencies: [],
        propertyDependencies: { password: [] },
        protect: true,
        customTimeouts: { create: 600 },
      },
    },
  ],
};

describe("a state file", function () {
  this.timeout(30_000);
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "state-"));
    path = join(directory, "dev.json");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("is empty when it is not there", async () => {
    assert.deepEqual((await StateFile.open(path, undefined)).state, { resources: [] });
  });

  it("keeps secrets as marked plain text without a passphrase", async () => {
    await (await StateFile.open(path, undefined)).save(STATE);
    assert.match(readFileSync(path, "utf8"), /"plaintext": "\\"p\\""/);
    assert.deepEqual((await StateFile.open(path, undefined)).state, STATE);
  });

  it("encrypts secrets with a passphrase, the same text the same way every time", async () => {
    await (await StateFile.open(path, "pass")).save(STATE);
    const first = readFileSync(path, "utf8");
    assert.doesNotMatch(first, /plaintext|"deep"/);
    const again = await StateFile.open(path, "pass");
    assert.deepEqual(again.state, STATE);
    await again.save(STATE);
    const withoutTime = (text: string): string => text.replace(/"time": ".*"/, "");
    assert.equal(withoutTime(readFileSync(path, "utf8")), withoutTime(first));
    await assert.rejects(StateFile.open(path, "wrong"), /incorrect passphrase/);
    await assert.rejects(StateFile.open(path, undefined), /set PULUMI_CONFIG_PASSPHRASE/);
  });

  it("opens what Pulumi has encrypted", async () => {
    const crypter = await PassphraseCrypter.open(
      "passphrase",
      "v1:T2gY12MmaNA=:v1:Vsl6dji8c3N01CM9:DEIGH9TogdDOyauCyKbSQexR4ZkOug==",
      path,
    );
    assert.equal(crypter.decrypt("v1:gIeKOfyQLTOHmEuP:R5UMQ5It7v+f8qxETX7dQgoWkYNwhedTMg=="), '"hunter2"');
  });

  it("refuses what it can't read, by name", async () => {
    const cases: readonly [unknown, RegExp][] = [
      ["{", /is malformed/],
      [{ version: 2 }, /no export of a Pulumi deployment of version 3/],
      [{ version: 3, deployment: { resources: [{ urn: "urn:x", viewOf: "urn:y" }] } }, /urn:x has "viewOf"/],
      [
        { version: 3, deployment: { secrets_providers: { type: "service" } } },
        /"service", which this engine does not/,
      ],
      [
        {
          version: 3,
          deployment: {
            resources: [
              {
                urn: "urn:x",
                inputs: { a: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:a:b" } },
              },
            ],
          },
        },
        /set PULUMI_CONFIG_PASSPHRASE/,
      ],
    ];
    for (const [content, expected] of cases) {
      writeFileSync(path, isObject(content) ? JSON.stringify(content) : String(content));
      await assert.rejects(StateFile.open(path, undefined), expected);
    }
  });
});
