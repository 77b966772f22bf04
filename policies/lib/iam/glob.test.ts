import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatches, intersects, parseGlob } from "./glob.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "/"), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 8 });

/** The same by a regular expression. */
function matches(glob: string, subject: string): boolean {
  return new RegExp(`^${glob.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(subject);
}

describe("globs", () => {
  it("match what the regular expression of the same meaning matches", () => {
    fc.assert(
      fc.property(pattern, text, (glob, subject) => globMatches(glob, subject) === matches(glob, subject)),
    );
  });

  it("intersect when a text is matched by both, and in either order", () => {
    fc.assert(
      fc.property(pattern, pattern, text, (left, right, subject) => {
        const both = matches(left, subject) && matches(right, subject);
        const found = intersects(parseGlob(left), parseGlob(right));
        return (!both || found) && found === intersects(parseGlob(right), parseGlob(left));
      }),
    );
  });

  it("do not intersect where they differ in what both spell out", () => {
    assert.ok(!intersects(parseGlob("a*b"), parseGlob("*c")));
    assert.ok(!intersects(parseGlob("?"), parseGlob("")));
    assert.ok(intersects(parseGlob("a*"), parseGlob("*b")));
  });

  it("take a policy variable for anything", () => {
    assert.ok(intersects(parseGlob(`home/\${aws:username}/x`), parseGlob("home/alex/x")));
  });
});
