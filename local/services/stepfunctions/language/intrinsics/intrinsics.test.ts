import assert from "node:assert/strict";
import type { Json } from "../json.ts";
import { StatesError } from "../states-error.ts";
import { parseIntrinsic } from "./call.ts";
import { evaluateIntrinsic } from "./evaluate.ts";

const CHANCE = { uuid: () => "ca4c1140-dcc1-40cd-ad05-7b4aa23df4a8", random: () => 0.999 };

const evaluate = (text: string, data: Json = {}) =>
  evaluateIntrinsic(parseIntrinsic(text), { data, context: {}, variables: {} }, CHANCE);

/**
 * The examples of the Step Functions Developer Guide, "Intrinsic functions for JSONPath states in Step Functions": what
 * each function is given there, and what it returns. The data is the guide's or as small as its.
 */
const DOCUMENTED: readonly (readonly [call: string, data: Json, expected: Json])[] = [
  ["States.Array($.Id)", { Id: 123456 }, [123456]],
  [
    "States.ArrayPartition($.inputArray,4)",
    { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    [[1, 2, 3, 4], [5, 6, 7, 8], [9]],
  ],
  [
    "States.ArrayContains($.inputArray, $.lookingFor)",
    { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9], lookingFor: 5 },
    true,
  ],
  ["States.ArrayRange(1, 9, 2)", {}, [1, 3, 5, 7, 9]],
  ["States.ArrayGetItem($.inputArray, $.index)", { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9], index: 5 }, 6],
  ["States.ArrayLength($.inputArray)", { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, 9],
  ["States.ArrayUnique($.inputArray)", { inputArray: [1, 2, 3, 3, 3, 3, 3, 3, 4] }, [1, 2, 3, 4]],
  ["States.Base64Encode($.input)", { input: "Data to encode" }, "RGF0YSB0byBlbmNvZGU="],
  ["States.Base64Decode($.base64)", { base64: "RGVjb2RlZCBkYXRh" }, "Decoded data"],
  [
    "States.Hash($.Data, $.Algorithm)",
    { Data: "input data", Algorithm: "SHA-1" },
    "aaff4a450a104cd177d28d18d74485e8cae074b7",
  ],
  [
    "States.JsonMerge($.json1, $.json2, false)",
    { json1: { a: { a1: 1, a2: 2 }, b: 2 }, json2: { a: { a3: 1, a4: 2 }, c: 3 } },
    { a: { a3: 1, a4: 2 }, b: 2, c: 3 },
  ],
  ["States.StringToJson($.escapedJsonString)", { escapedJsonString: '{"foo": "bar"}' }, { foo: "bar" }],
  ["States.JsonToString($.unescapedJson)", { unescapedJson: { foo: "bar" } }, '{"foo":"bar"}'],
  ["States.MathRandom($.start, $.end)", { start: 1, end: 999 }, 998],
  ["States.MathAdd($.value1, $.step)", { value1: 111, step: -1 }, 110],
  [
    "States.StringSplit($.inputString, $.splitter)",
    { inputString: "1,2,3,4,5", splitter: "," },
    ["1", "2", "3", "4", "5"],
  ],
  [
    "States.StringSplit($.inputString, $.splitter)",
    { inputString: "This.is+a,test=string", splitter: ".+,=" },
    ["This", "is", "a", "test", "string"],
  ],
  ["States.UUID()", {}, "ca4c1140-dcc1-40cd-ad05-7b4aa23df4a8"],
  ["States.Format('Hello, my name is {}.', $.name)", { name: "Arnav" }, "Hello, my name is Arnav."],
  ["States.Format('Hello, my name is {}.', 'Arnav')", {}, "Hello, my name is Arnav."],
  [
    "States.Format('{}.{}.{}', States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.ImageRecipe.Arn, '/'), 2), '.'), 0), States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.ImageRecipe.Arn, '/'), 2), '.'), 1), 'x')",
    { ImageRecipe: { Arn: "arn:aws:imagebuilder:eu-west-1:000000000000:image-recipe/recipe/1.2.3" } },
    "1.2.x",
  ],
];

describe("Intrinsic functions", () => {
  for (const [call, data, expected] of DOCUMENTED)
    it(`as the guide has ${call.slice(0, 60)}`, () => assert.deepEqual(evaluate(call, data), expected));

  const further: readonly (readonly [call: string, data: Json, expected: Json])[] = [
    ["States.Array()", {}, []],
    ["States.Array('a', 1, true, null, $.x)", { x: { y: 1 } }, ["a", 1, true, null, { y: 1 }]],
    ["States.ArrayRange(9, 1, -4)", {}, [9, 5, 1]],
    ["States.ArrayRange(1.4, 3.6, 1)", {}, [1, 2, 3, 4]],
    ["States.ArrayContains($.a, $.x)", { a: [{ b: 1, c: 2 }], x: { c: 2, b: 1 } }, true],
    ["States.ArrayUnique($.a)", { a: [{ b: 1 }, { b: 1 }, "1", 1] }, [{ b: 1 }, "1", 1]],
    ["States.StringSplit('||a||b|', '|')", {}, ["a", "b"]],
    ["States.Format('{} and \\{\\} of {}', $.o, 'x')", { o: { a: 1 } }, '{"a":1} and {} of x'],
    ["States.Format('it\\'s {}', null)", {}, "it's null"],
    ["States.Array($['a,b'], $.c[?(@.d == 1)].e)", { "a,b": 1, c: [{ d: 1, e: 2 }] }, [1, [2]]],
  ];
  for (const [call, data, expected] of further)
    it(`evaluates ${call}`, () => assert.deepEqual(evaluate(call, data), expected));

  it("makes the same number of the same seed", () =>
    assert.equal(evaluate("States.MathRandom(1, 1000, 7)"), evaluate("States.MathRandom(1, 1000, 7)")));

  for (const call of [
    "States.Nope()",
    "States.Array('a'",
    "States.Array('a) ",
    "States.MathAdd(1)",
    "States.UUID(1)",
    "States.Array(a)",
    `${"States.Array(".repeat(11)}1${")".repeat(11)}`,
  ])
    it(`refuses ${call.slice(0, 40)}`, () => assert.throws(() => parseIntrinsic(call)));

  for (const [call, data] of [
    ["States.ArrayGetItem($.a, 3)", { a: [1] }],
    ["States.ArrayPartition($.a, 0)", { a: [1] }],
    ["States.ArrayRange(1, 2000, 1)", {}],
    ["States.ArrayRange(1, 2, 0)", {}],
    ["States.JsonMerge($.a, $.a, true)", { a: {} }],
    ["States.StringToJson('{')", {}],
    ["States.Hash('a', 'SHA-0')", {}],
    ["States.Format('{} {}', 1)", {}],
    ["States.Base64Encode($.a)", { a: "x".repeat(10_001) }],
    ["States.MathAdd('1', 2)", {}],
    ["States.MathRandom(5, 5)", {}],
  ] as const)
    it(`fails ${call} as States.IntrinsicFailure`, () =>
      assert.throws(
        () => evaluate(call, data),
        (error) => error instanceof StatesError && error.error === "States.IntrinsicFailure",
      ));
});
