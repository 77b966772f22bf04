import assert from "node:assert/strict";
import { sourcePlace } from "./source-place.ts";

describe("the place of a resource in the program", () => {
  it("is read from what the state keeps, relative to the project", () => {
    assert.deepEqual(sourcePlace("project:///components/queue.ts#12,3"), {
      file: "components/queue.ts",
      line: 12,
      column: 3,
    });
    assert.deepEqual(sourcePlace("project:///index.ts#7"), { file: "index.ts", line: 7 });
  });

  it("may have any characters in its path", () => {
    assert.equal(sourcePlace("project:///a%20b/%C3%BC%23.ts#1,1")?.file, "a b/ü%23.ts");
  });

  it("is not known without a position, outside the project, or without a line", () => {
    for (const position of [undefined, "", "file:///index.ts#1,1", "project:///index.ts", "project:///#1"])
      assert.equal(sourcePlace(position), undefined, position);
  });
});
