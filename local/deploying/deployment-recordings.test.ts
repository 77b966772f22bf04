import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { type DeploymentRecording, DeploymentRecordings } from "./deployment-recordings.ts";

const recording: DeploymentRecording = {
  account: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
  port: 4566,
  commands: [],
  deployment: {
    state: { resources: [] },
    outputs: { a: { value: "1", secret: true } },
    changes: { create: 1 } as never,
  },
};

function recorded(looked: readonly string[] = []) {
  const project = temporaryDirectory();
  const directory = join(project, ".local/deployment");
  const recordings = new DeploymentRecordings(directory);
  recordings.begin();
  writeFileSync(recordings.reads, JSON.stringify(looked.map((path) => join(project, path))));
  recordings.write(project, "print", recording);
  return { project, recordings, file: join(directory, "deployment.json") };
}

describe("DeploymentRecordings", () => {
  it("finds what was recorded for the fingerprint, and nothing for another", () => {
    const { recordings } = recorded();
    const { account, port, commands, deployment } = recordings.find("print") ?? assert.fail("not found");
    assert.deepEqual({ account, port, commands, deployment }, recording);
    assert.equal(recordings.find("other"), undefined);
  });

  it("is readable by its owner only", () => {
    const { file } = recorded();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("takes a damaged file, half a file and a foreign file for none", () => {
    const { recordings, file } = recorded();
    const text = readFileSync(file, "utf8");
    for (const other of [text.replace("4566", "4567"), text.slice(0, -20), "{}", ""]) {
      writeFileSync(file, other);
      assert.equal(recordings.find("print"), undefined);
    }
    writeFileSync(file, text);
    assert.ok(recordings.find("print"));
  });

  it("counts what the program looked at outside the project, be it there or not", () => {
    const { project, recordings } = recorded([
      "../outside.txt",
      ".env",
      "docs",
      "dist/functions",
      "index.ts",
    ]);
    assert.ok(recordings.find("print"));
    writeFileSync(join(project, "index.ts"), "covered by the fingerprint");
    mkdirSync(join(project, "dist"));
    assert.ok(recordings.find("print"));
    writeFileSync(join(project, ".env"), "A=1");
    assert.equal(recordings.find("print"), undefined);
  });

  it("begins a new recording by forgetting the old one", () => {
    const { recordings } = recorded();
    recordings.begin();
    assert.equal(recordings.find("print"), undefined);
  });
});
