import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { digestOf, fingerprint, isCovered } from "./fingerprint.ts";

function project(): { directory: string; write(path: string, content: string): void } {
  const directory = temporaryDirectory();
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  write("index.ts", "export const a = 1;");
  write("functions/orders/create/index.ts", "export {};");
  write("Pulumi.dev.yaml", "config: {}");
  write("node_modules/.package-lock.json", "{}");
  return { directory, write };
}

describe("fingerprint", () => {
  const of = (directory: string, circumstances: readonly string[] = ["dev"]) =>
    fingerprint({ directory, circumstances });

  it("stays while nothing changes, and when tests, documents, policies and outputs do", () => {
    const { directory, write } = project();
    const before = of(directory);
    write("docs/a.md", "x");
    write("policies/index.ts", "x");
    write("policy-config.dev.json", "{}");
    write("tests/a.test.ts", "x");
    write("functions/orders/create/create.test.ts", "x");
    write("dist/functions/orders/create/index.js", "x");
    write("node_modules/left-pad/index.js", "x");
    write(".local/stack.json", "x");
    assert.equal(of(directory), before);
  });

  for (const [what, path] of [
    ["a source changes", "index.ts"],
    ["a function changes", "functions/orders/create/index.ts"],
    ["a stack file changes", "Pulumi.dev.yaml"],
    ["a file appears", "functions/orders/create/data.json"],
    ["dependencies change", "node_modules/.package-lock.json"],
  ] as const)
    it(`differs when ${what}`, () => {
      const { directory, write } = project();
      const before = of(directory);
      write(path, "something else");
      assert.notEqual(of(directory), before);
    });

  it("differs when a file goes, and when content only moves from one file to the next", () => {
    const { directory, write } = project();
    write("a.json", "12");
    write("b.json", "3");
    const before = of(directory);
    write("a.json", "1");
    write("b.json", "23");
    assert.notEqual(of(directory), before);
    rmSync(join(directory, "b.json"));
    assert.notEqual(of(directory), before);
  });

  it("differs with the circumstances", () => {
    const { directory } = project();
    assert.notEqual(of(directory, ["dev", "LANG=C"]), of(directory, ["dev", "LANG=de"]));
  });

  it("says which paths it covers", () => {
    const { directory } = project();
    assert.ok(isCovered(directory, join(directory, "functions/orders/create/index.ts")));
    for (const path of [".env", "docs/a.md", "../other/index.ts", "components/a.test.ts"])
      assert.ok(!isCovered(directory, join(directory, path)), path);
  });

  it("tells files, folders and nothing apart", () => {
    const { directory, write } = project();
    const path = join(directory, "x");
    assert.equal(digestOf(path), "absent");
    write("x/a", "1");
    const folder = digestOf(path);
    write("x/b", "1");
    assert.notEqual(digestOf(path), folder);
  });
});
