import assert from "node:assert/strict";
import type { Definition, State } from "../language/definition.ts";
import type { Json } from "../language/json.ts";
import { Execution, FUNCTION, machine, outcome, taskError } from "./testing.ts";

/**
 * What AWS publishes of the language with an input and what comes of it, each with where it stands. ASL: the Amazon
 * States Language specification, states-language.net. Guide: AWS Step Functions Developer Guide.
 */
interface Example {
  readonly source: string;
  readonly states: Readonly<Record<string, Partial<State>>>;
  readonly more?: Partial<Definition>;
  readonly input: Json;
  readonly task?: Json;
  readonly output: Json;
}

const TASK = { Type: "Task", Resource: FUNCTION } as const;

const EXAMPLES: readonly Example[] = [
  {
    source: "ASL, Pass State: a fixed result at a ResultPath",
    states: {
      "No-op": {
        Type: "Pass",
        Result: { "x-datum": 0.381018, "y-datum": 622.2269926397355 },
        ResultPath: "$.coords",
        End: true,
      },
    },
    input: { georefOf: "Home" },
    output: { georefOf: "Home", coords: { "x-datum": 0.381018, "y-datum": 622.2269926397355 } },
  },
  {
    source: "ASL, Parameters: paths and slices in a payload template",
    states: {
      X: {
        Type: "Pass",
        Parameters: { flagged: true, parts: { "first.$": "$.vals[0]", "last3.$": "$.vals[-3:]" } },
        End: true,
      },
    },
    input: { flagged: 7, vals: [0, 10, 20, 30, 40, 50] },
    output: { flagged: true, parts: { first: 0, last3: [30, 40, 50] } },
  },
  {
    source: "ASL, ResultSelector: a field of the result",
    states: {
      X: {
        ...TASK,
        ResultSelector: { flagged: true, parts: { "first.$": "$.vals[0]", "last3.$": "$.vals[-3:]" } },
        End: true,
      },
    },
    input: {},
    task: { flagged: 7, vals: [0, 10, 20, 30, 40, 50] },
    output: { flagged: true, parts: { first: 0, last3: [30, 40, 50] } },
  },
  {
    source: "ASL, InputPath and ResultPath: the sum beside its numbers",
    states: { Add: { ...TASK, InputPath: "$.numbers", ResultPath: "$.sum", End: true } },
    input: { title: "Numbers to add", numbers: { val1: 3, val2: 4 } },
    task: 7,
    output: { title: "Numbers to add", numbers: { val1: 3, val2: 4 }, sum: 7 },
  },
  {
    source: "ASL, Context Object: its fields beside the state's input",
    states: {
      X: {
        Type: "Pass",
        Parameters: { "product.$": "$$.Execution.Input.product", "who.$": "$$.State.Name" },
        End: true,
      },
    },
    input: { product: { type: "shirt" } },
    output: { product: { type: "shirt" }, who: "X" },
  },
  {
    source: "ASL, Intrinsic Functions: a string put together",
    states: {
      X: {
        Type: "Pass",
        Parameters: {
          "greeting.$": "States.Format('Welcome to {} {}\\'s playlist.', $.firstName, $.lastName)",
        },
        End: true,
      },
    },
    input: { firstName: "John", lastName: "Coltrane" },
    output: { greeting: "Welcome to John Coltrane's playlist." },
  },
  {
    source: "ASL, Map State: each item with what surrounds it (JSONPath, ItemSelector)",
    states: {
      "Validate-All": {
        Type: "Map",
        InputPath: "$.detail",
        ItemsPath: "$.shipped",
        MaxConcurrency: 0,
        ResultPath: "$.detail.shipped",
        ItemSelector: { "parcel.$": "$$.Map.Item.Value", "courier.$": "$.delivery-partner" },
        ItemProcessor: {
          StartAt: "Validate",
          States: { Validate: { Type: "Pass", End: true } },
        },
        End: true,
      },
    },
    input: {
      "ship-date": "2016-03-14T01:59:00Z",
      detail: {
        "delivery-partner": "UQS",
        shipped: [
          { prod: "R31", "dest-code": 9511, quantity: 1344 },
          { prod: "S39", "dest-code": 9511, quantity: 40 },
        ],
      },
    },
    output: {
      "ship-date": "2016-03-14T01:59:00Z",
      detail: {
        "delivery-partner": "UQS",
        shipped: [
          { parcel: { prod: "R31", "dest-code": 9511, quantity: 1344 }, courier: "UQS" },
          { parcel: { prod: "S39", "dest-code": 9511, quantity: 40 }, courier: "UQS" },
        ],
      },
    },
  },
  {
    source: "ASL, Map State: index and value of the context object",
    states: {
      M: {
        Type: "Map",
        ItemSelector: { "ContextIndex.$": "$$.Map.Item.Index", "ContextValue.$": "$$.Map.Item.Value" },
        ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
        End: true,
      },
    },
    input: [{ who: "bob" }, { who: "meg" }, { who: "joe" }],
    output: [
      { ContextIndex: 0, ContextValue: { who: "bob" } },
      { ContextIndex: 1, ContextValue: { who: "meg" } },
      { ContextIndex: 2, ContextValue: { who: "joe" } },
    ],
  },
  {
    source: "Guide, Parallel workflow state: adding and subtracting",
    states: {
      FunWithMath: {
        Type: "Parallel",
        End: true,
        Branches: [
          {
            StartAt: "Add",
            States: {
              Add: { Type: "Pass", Parameters: { "sum.$": "States.MathAdd($[0], $[1])" }, End: true },
            },
          },
          {
            StartAt: "Subtract",
            States: { Subtract: { Type: "Pass", Result: { difference: 1 }, End: true } },
          },
        ],
      },
    },
    input: [3, 2],
    output: [{ sum: 5 }, { difference: 1 }],
  },
  {
    source: "Guide, Specifying state output using ResultPath: discard the result and keep the input",
    states: { X: { ...TASK, ResultPath: null, End: true } },
    input: { comment: "This is a test", details: "Default example", who: "Step Functions" },
    task: "Hello",
    output: { comment: "This is a test", details: "Default example", who: "Step Functions" },
  },
  {
    source: "Guide, Specifying state output using ResultPath: add a node that is not there",
    states: { X: { ...TASK, ResultPath: "$.data.lambdaresult", End: true } },
    input: { comment: "This is a test", data: { val1: 23 }, extra: "foo" },
    task: "Hello",
    output: { comment: "This is a test", data: { val1: 23, lambdaresult: "Hello" }, extra: "foo" },
  },
  {
    source: "Guide, Filtering state output using OutputPath",
    states: {
      X: {
        ...TASK,
        InputPath: "$.lambda",
        ResultPath: "$.data.lambdaresult",
        OutputPath: "$.data",
        End: true,
      },
    },
    input: { data: { val1: 1 }, lambda: { who: "AWS" } },
    task: "Hello, AWS!",
    output: { val1: 1, lambdaresult: "Hello, AWS!" },
  },
  {
    source: "Guide, Passing data between states with variables (JSONPath): two are assigned, one is used",
    states: {
      Assign: {
        Type: "Pass",
        Assign: { "product.$": "$.order.product", constant: 42 },
        Next: "Use",
      },
      Use: { Type: "Pass", Parameters: { "name.$": "$product.name", "n.$": "$constant" }, End: true },
    },
    input: { order: { product: { name: "widget" } } },
    output: { name: "widget", n: 42 },
  },
  {
    source: "Guide, Passing data between states with variables: all see the values of before",
    states: {
      One: { Type: "Pass", Assign: { x: "{% 3 %}", a: "a" }, Next: "Two" },
      Two: {
        Type: "Pass",
        Assign: { x: "{% $x + 1 %}", nextX: "{% $x %}" },
        Output: { x: "{% $x %}" },
        Next: "Three",
      },
      Three: { Type: "Pass", Output: { x: "{% $x %}", nextX: "{% $nextX %}", a: "{% $a %}" }, End: true },
    },
    more: { QueryLanguage: "JSONata" },
    input: {},
    output: { x: 4, nextX: 3, a: "a" },
  },
  {
    source: "Guide, Transforming data with JSONata: the result and a sum in the output",
    states: {
      X: {
        ...TASK,
        Arguments: { name: "{% $states.input.name %}" },
        Output: { total: "{% $sum($states.result.lines.price) %}", who: "{% $states.input.name %}" },
        End: true,
      },
    },
    more: { QueryLanguage: "JSONata" },
    input: { name: "Ana" },
    task: { lines: [{ price: 1.5 }, { price: 2.5 }] },
    output: { total: 4, who: "Ana" },
  },
  {
    source: "Guide, Transforming data with JSONata: $partition, $range, $hash, $parse",
    states: {
      X: {
        Type: "Pass",
        Output: {
          partition: "{% $partition([1,2,3,4], $states.input.size) %}",
          range: "{% $range(0, 10, 2) %}",
          hash: "{% $hash('input data', 'SHA-1') %}",
          parse: `{% $parse('{"foo": "bar"}') %}`,
        },
        End: true,
      },
    },
    more: { QueryLanguage: "JSONata" },
    input: { size: 2 },
    output: {
      partition: [
        [1, 2],
        [3, 4],
      ],
      range: [0, 2, 4, 6, 8, 10],
      hash: "aaff4a450a104cd177d28d18d74485e8cae074b7",
      parse: { foo: "bar" },
    },
  },
  {
    source: "ASL, a JSONata state in a JSONPath machine",
    states: {
      P: { Type: "Pass", Parameters: { "n.$": "$.n" }, Next: "J" },
      J: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.n * 2 %}", End: true },
    },
    input: { n: 21 },
    output: 42,
  },
];

describe("What AWS publishes of the Amazon States Language", () => {
  for (const { source, states, more, input, task = null, output } of EXAMPLES)
    it(source, async () =>
      assert.deepEqual(await outcome(machine(states, more), input, () => task), { output }),
    );

  describe("ASL, Choice State: DispatchEvent", () => {
    const ends = (name: string): Partial<State> => ({ Type: "Pass", Result: name, End: true });
    const definition = machine({
      DispatchEvent: {
        Type: "Choice",
        Choices: [
          { Not: { Variable: "$.type", StringEquals: "Private" }, Next: "Public" },
          {
            And: [
              { Variable: "$.value", IsPresent: true },
              { Variable: "$.value", IsNumeric: true },
              { Variable: "$.value", NumericGreaterThanEquals: 20 },
              { Variable: "$.value", NumericLessThan: 30 },
            ],
            Next: "ValueInTwenties",
          },
        ],
        Default: "RecordEvent",
      },
      Public: ends("Public"),
      ValueInTwenties: ends("ValueInTwenties"),
      RecordEvent: ends("RecordEvent"),
    });
    for (const [input, expected] of [
      [{ type: "Public" }, "Public"],
      [{ type: "Private", value: 22 }, "ValueInTwenties"],
      [{ type: "Private", value: 31 }, "RecordEvent"],
      [{ type: "Private", value: "22" }, "RecordEvent"],
      [{ type: "Private" }, "RecordEvent"],
    ] as const)
      it(`${JSON.stringify(input)} -> ${expected}`, async () =>
        assert.deepEqual(await outcome(definition, input), { output: expected }));
  });

  it("ASL, Retry Examples: 3, then 4.5 seconds after the first two failures, the third one fails", async () => {
    const definition = machine({
      X: {
        ...TASK,
        Retry: [
          { ErrorEquals: ["States.Timeout"], MaxAttempts: 0 },
          { ErrorEquals: ["ErrorA"], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5 },
        ],
        End: true,
      },
    });
    const execution = new Execution(definition, {}, () => taskError("ErrorA"));
    await execution.run();
    for (const seconds of [3, 4.5]) await execution.advance(seconds);
    const [first = 0, second = 0, third = 0] = execution.events
      .filter(({ type }) => type === "LambdaFunctionScheduled")
      .map(({ timestamp }) => timestamp);
    assert.equal(execution.calls.length, 3);
    assert.ok(Math.abs(second - first - 3_000) < 250, String(second - first));
    assert.ok(Math.abs(third - second - 4_500) < 250, String(third - second));
    assert.deepEqual(execution.ended, { error: "ErrorA", cause: "because" });
  });

  it("ASL, Complex retry scenario: each retrier counts for itself, then the catcher takes over", async () => {
    const errors = ["ErrorA", "ErrorB", "ErrorC", "ErrorB", "ErrorB"];
    const definition = machine({
      X: {
        ...TASK,
        Retry: [
          { ErrorEquals: ["ErrorA", "ErrorB"], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
          { ErrorEquals: ["ErrorC"], IntervalSeconds: 5 },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }],
        End: true,
      },
      Z: { Type: "Pass", End: true },
    });
    const execution = new Execution(definition, {}, (_call, count) => taskError(errors[count - 1] as string));
    await execution.run();
    for (const seconds of [1, 2, 5]) await execution.advance(seconds);
    assert.deepEqual(execution.ended, { output: { Error: "ErrorB", Cause: "because" } });
    assert.equal(execution.calls.length, 4);
  });

  it("Guide, Wait workflow state: seconds, a timestamp, and both by path", async () => {
    const expirydate = new Date(Date.now() + 10_000).toISOString();
    const waits: readonly Partial<State>[] = [
      { Type: "Wait", Seconds: 10 },
      { Type: "Wait", Timestamp: expirydate },
      { Type: "Wait", SecondsPath: "$.waitseconds" },
      { Type: "Wait", TimestampPath: "$.expirydate" },
      { Type: "Wait", QueryLanguage: "JSONata", Seconds: "{% $states.input.waitseconds %}" },
      { Type: "Wait", QueryLanguage: "JSONata", Timestamp: "{% $states.input.expirydate %}" },
    ];
    for (const state of waits) {
      const execution = new Execution(machine({ W: { ...state, End: true } }), {
        waitseconds: 10,
        expirydate,
      });
      await execution.run();
      assert.equal(await execution.advance(9), undefined);
      assert.ok((await execution.advance(2))?.output);
    }
  });
});
