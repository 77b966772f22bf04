// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import { ArnPattern, type Lookup, Pattern } from "./pattern.ts";

const all = { wildcards: true, variables: true };
const lookup: Lookup = (key) =>
  ({ "aws:username": "ann", "aws:principaltag/team": "te*m", "aws:tagkeys": ["a", "b"] })[key];

describe("Pattern", () => {
  const cases: [pattern: string, value: string, matches: boolean][] = [
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["a*c", "abbbc", true],
    ["a*c", "abbbd", false],
    ["*b*d", "aabccbd", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["*", "", true],
    ["x*", "x", true],
    ["?", "", false],
    ["", "", true],
    ["a.c", "abc", false],
    ["home/${aws:username}/*", "home/ann/x", true],
    ["home/${aws:username}/*", "home/bob/x", false],
    ["${AWS:UserName}", "ann", true],
    ["${aws:PrincipalTag/team}", "te*m", true],
    ["${aws:PrincipalTag/team}", "teamm", false],
    ["${aws:unknown, 'dflt'}-x", "dflt-x", true],
    ["${aws:unknown}", "", false],
    ["${aws:TagKeys}", "a", false],
    ["a${*}b", "a*b", true],
    ["a${*}b", "axb", false],
    ["${?}${$}", "?$", true],
    ["${open", "${open", true],
  ];
  for (const [pattern, value, matches] of cases) {
    it(`${pattern} ${matches ? "matches" : "does not match"} "${value}"`, () => {
      assert.equal(Pattern.parse(pattern, all).matches(value, lookup), matches);
    });
  }

  it("takes variables literally in a policy without them", () => {
    const pattern = Pattern.parse("${aws:username}", { wildcards: true, variables: false });
    assert.equal(pattern.matches("ann", lookup), false);
    assert.equal(pattern.matches("${aws:username}", lookup), true);
  });
});

describe("ArnPattern", () => {
  const cases: [pattern: string, arn: string, matches: boolean][] = [
    ["*", "arn:aws:sqs:eu-west-1:1:q", true],
    ["*", "*", true],
    ["arn:aws:sqs:eu-west-1:1:q", "arn:aws:sqs:eu-west-1:1:q", true],
    ["arn:aws:sqs:*:1:q", "arn:aws:sqs:eu-west-1:1:q", true],
    ["arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:1:q", false],
    ["arn:aws:sqs:eu-*:1:q*", "arn:aws:sqs:eu-west-1:1:queue", true],
    ["arn:aws:sqs", "arn:aws:sqs:eu-west-1:1:q", true],
    ["arn:aws:sqs:*", "arn:aws:sqs:eu-west-1:1:q", true],
    [
      "arn:aws:logs:*:*:log-group:/aws/*",
      "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/x:log-stream:s",
      true,
    ],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false],
    ["arn:aws:dynamodb:*:*:table/?rders", "arn:aws:dynamodb:eu-west-1:1:table/Orders", true],
    ["arn:aws:dynamodb:*:*:table/orders", "arn:aws:dynamodb:eu-west-1:1:table/Orders", false],
    ["arn:aws:sqs:eu-west-1:1:q", "*", false],
    ["arn:aws:sqs:*:*:${aws:username}-*", "arn:aws:sqs:eu-west-1:1:ann-x", true],
    ["arn:aws:sqs:*:*:${aws:username}-*", "arn:aws:sqs:eu-west-1:1:bob-x", false],
  ];
  for (const [pattern, arn, matches] of cases) {
    it(`${pattern} ${matches ? "matches" : "does not match"} ${arn}`, () => {
      assert.equal(new ArnPattern(pattern, all).matches(arn, lookup), matches);
    });
  }
});
