import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatches, intersects, parseFormat, parseGlob } from "./glob.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "/"), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 8 });

/** The same by a regular expression. */
function matches(glob: string, subject: string): boolean {
  return new RegExp(`^${glob.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(subject);
}

function allTexts(alphabet: readonly string[], maxLength: number): readonly string[] {
  let longest = [""];
  const texts = [...longest];
  for (let length = 1; length <= maxLength; length += 1) {
    longest = longest.flatMap((each) => alphabet.map((letter) => each + letter));
    texts.push(...longest);
  }
  return texts;
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

  it("intersect where and only where some text is matched by both, of all texts that matter", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 4 });
    // Where two patterns have a text in common, they have one no longer than both together.
    const texts = allTexts(["a", "b"], 8);
    fc.assert(
      fc.property(short, short, (left, right) => {
        const expected = texts.some((each) => matches(left, each) && matches(right, each));
        return intersects(parseGlob(left), parseGlob(right)) === expected;
      }),
    );
  });

  it("intersect a format where some text fits both, with what a variable leaves out", () => {
    const piece = fc.constantFrom("a", "/", `\${Name}`, `\${Path}`);
    const format = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
    const short = fc.string({ unit: fc.constantFrom("a", "/", "*", "?"), maxLength: 4 });
    const texts = allTexts(["a", "/"], 8);
    const except = (variable: string) => (variable === "Name" ? "/" : "");
    fc.assert(
      fc.property(short, format, (glob, arn) => {
        const fits = new RegExp(`^${arn.replaceAll(`\${Name}`, "[^/]*").replaceAll(`\${Path}`, ".*")}$`);
        const expected = texts.some((each) => matches(glob, each) && fits.test(each));
        return intersects(parseGlob(glob), parseFormat(arn, except)) === expected;
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
