import assert from "node:assert/strict";
import type { State } from "../language/definition.ts";
import type { Json } from "../language/json.ts";
import { type Frame, redrive } from "./frame.ts";
import { type Ended, Execution, FUNCTION, machine, outcome, taskError } from "./testing.ts";

const TASK = { Type: "Task", Resource: FUNCTION } as const;
const CALLBACK = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" } as const;
const pass = (more: Partial<State> = {}): Partial<State> => ({ Type: "Pass", End: true, ...more });
const at = (location: string) =>
  `An error occurred while executing the state 'X' (entered at the event id #1). ${location}`;

describe("The interpreter", () => {
  const failures: readonly (readonly [what: string, state: Partial<State>, input: Json, ended: Ended])[] = [
    [
      "a path of the payload that leads nowhere",
      { ...TASK, Parameters: { "a.$": "$.x" } },
      {},
      {
        error: "States.Runtime",
        cause: at("The JSONPath '$.x' specified for the field 'a.$' could not be found in the input '{}'"),
      },
    ],
    [
      "an InputPath that leads nowhere",
      { ...TASK, InputPath: "$.x" },
      {},
      {
        error: "States.Runtime",
        cause: at("Invalid path '$.x': the InputPath references an invalid value."),
      },
    ],
    [
      "a ResultPath that does not fit the input",
      { ...TASK, ResultPath: "$.a.b" },
      { a: 1 },
      {
        error: "States.ResultPathMatchFailure",
        cause: at('Unable to apply ReferencePath $.a.b to input {"a":1}'),
      },
    ],
    [
      "a choice that nothing matches",
      { Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: 1, Next: "X" }] },
      { a: 2 },
      {
        error: "States.NoChoiceMatched",
        cause: at("Failed to transition out of the state. The state does not point to a next state."),
      },
    ],
    [
      "a choice over what is not there",
      { Type: "Choice", Choices: [{ Variable: "$.b", NumericEquals: 1, Next: "X" }] },
      {},
      {
        error: "States.Runtime",
        cause: at("Invalid path '$.b': The choice state's condition path references an invalid value."),
      },
    ],
    [
      "a map over an object",
      { Type: "Map", ItemsPath: "$.a", ItemProcessor: { StartAt: "P", States: { P: pass() as State } } },
      { a: {} },
      { error: "States.Runtime", cause: at('Reference path "$.a" must point to array.') },
    ],
    [
      "a wait for a text",
      { Type: "Wait", SecondsPath: "$.a" },
      { a: "10" },
      {
        error: "States.Runtime",
        cause: at('Expected an integer from 0 to 99999999 for the Seconds parameter, but got "10"'),
      },
    ],
    [
      "an intrinsic function",
      { Type: "Pass", Parameters: { "a.$": "States.ArrayGetItem($.l, 2)" } },
      { l: [] },
      {
        error: "States.IntrinsicFailure",
        cause: at(
          "The function 'States.ArrayGetItem($.l, 2)' had the following error: There is no element 2 in an array of 0",
        ),
      },
    ],
    [
      "an expression that comes to nothing",
      { Type: "Pass", QueryLanguage: "JSONata", Output: { a: "{% $states.input.nope %}" } },
      {},
      {
        error: "States.QueryEvaluationError",
        cause: at(
          "The JSONata expression '$states.input.nope' specified for the field 'Output/a' returned nothing (undefined).",
        ),
      },
    ],
    [
      "an expression that throws",
      { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $abs('x') %}" },
      {},
      {
        error: "States.QueryEvaluationError",
        cause: at(
          `The JSONata expression '$abs('x')' specified for the field 'Output' threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature`,
        ),
      },
    ],
    [
      "a condition that is no boolean",
      { Type: "Choice", QueryLanguage: "JSONata", Choices: [{ Condition: "{% 1 %}", Next: "X" }] },
      {},
      {
        error: "States.QueryEvaluationError",
        cause: at(
          "The JSONata expression '{% 1 %}' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
        ),
      },
    ],
    [
      "a Fail state by path",
      { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('{} of {}', $.c, $$.Execution.Name)" },
      { e: "Nope", c: "end" },
      { error: "Nope", cause: "end of e1" },
    ],
  ];
  for (const [what, state, input, ended] of failures)
    it(`fails for ${what}`, async () =>
      assert.deepEqual(
        await outcome(machine({ X: { ...(state.Type !== "Fail" && { End: true }), ...state } }), input),
        ended,
      ));

  it("gives an expression that never ends up", async function () {
    this.timeout(20_000);
    const state = pass({
      QueryLanguage: "JSONata",
      Output: "{% ($f := function($n) { $f($n + 1) }; $f(0)) %}",
    });
    const { error } = await outcome(machine({ X: state }));
    assert.equal(error, "States.QueryEvaluationError");
  });

  it("refuses payloads above 256 KiB, which States.ALL does not catch", async () => {
    const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Y" }] };
    const big = machine({ X: { ...TASK, ...caught, Next: "Y" }, Y: pass() });
    assert.deepEqual(await outcome(big, {}, () => "x".repeat(262_143)), {
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'X' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    const named = machine({
      X: { ...TASK, Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "Y" }], Next: "Y" },
      Y: pass({ Result: "caught" }),
    });
    assert.deepEqual(await outcome(named, {}, () => "x".repeat(262_143)), { output: "caught" });
    assert.ok((await outcome(big, {}, () => "x".repeat(262_142))).output);
  });

  const catches: readonly (readonly [errorEquals: string, error: string, caught: boolean])[] = [
    ["States.ALL", "Custom", true],
    ["States.TaskFailed", "Custom", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["States.ALL", "States.Runtime", false],
    ["States.Runtime", "States.Runtime", true],
    ["Other", "Custom", false],
  ];
  for (const [name, error, caught] of catches)
    it(`${caught ? "catches" : "does not catch"} ${error} as ${name}`, async () => {
      const definition = machine({
        X: { ...TASK, Catch: [{ ErrorEquals: [name], ResultPath: "$.e", Next: "Y" }], Next: "Y" },
        Y: pass(),
      });
      const ended = await outcome(definition, { a: 1 }, () => taskError(error));
      if (caught) assert.deepEqual(ended, { output: { a: 1, e: { Error: error, Cause: "because" } } });
      else assert.equal(ended.error, error);
    });

  it("hands a caught error on in JSONata, with variables", async () => {
    const definition = machine(
      {
        X: {
          ...TASK,
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: { why: "{% $states.errorOutput.Error %}" },
              Output: { of: "{% $states.input.a %}" },
              Next: "Y",
            },
          ],
          Next: "Y",
        },
        Y: pass({ Output: { why: "{% $why %}", input: "{% $states.input %}" } }),
      },
      { QueryLanguage: "JSONata" },
    );
    assert.deepEqual(await outcome(definition, { a: 1 }, () => taskError("Custom")), {
      output: { why: "Custom", input: { of: 1 } },
    });
  });

  it("retries with a delay that grows to its limit, with jitter of all of it", async () => {
    const Retry = [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 10,
        MaxAttempts: 3,
        MaxDelaySeconds: 15,
        JitterStrategy: "FULL" as const,
      },
    ];
    const execution = new Execution(
      machine({ X: { ...TASK, Parameters: { "retry.$": "$$.State.RetryCount" }, Retry, End: true } }),
      {},
      () => taskError("Custom"),
    );
    await execution.run();
    for (const delay of [5, 7.5, 7.5]) {
      const before = execution.calls.length;
      await execution.advance(delay - 0.2);
      assert.equal(execution.calls.length, before);
      await execution.advance(0.2);
      assert.equal(execution.calls.length, before + 1);
    }
    assert.deepEqual(
      execution.calls.map(({ parameters }) => parameters),
      [{ retry: 0 }, { retry: 1 }, { retry: 2 }, { retry: 3 }],
    );
    assert.equal(execution.ended?.error, "Custom");
  });

  it("gives a task up at its timeout", async () => {
    const execution = new Execution(
      machine({ X: { ...TASK, TimeoutSecondsPath: "$.t", End: true } }),
      { t: 30 },
      () => new Promise(() => {}),
    );
    await execution.run();
    assert.equal(await execution.advance(29), undefined);
    assert.deepEqual(await execution.advance(2), { error: "States.Timeout", cause: undefined });
    assert.deepEqual(execution.types.slice(-2), ["LambdaFunctionStarted", "LambdaFunctionTimedOut"]);
  });

  it("waits for a token, for as long as heartbeats come", async () => {
    const execution = new Execution(
      machine({
        X: {
          ...CALLBACK,
          HeartbeatSeconds: 10,
          Parameters: { "MessageBody.$": "$$.Task.Token" },
          Retry: [],
          End: true,
        },
      }),
      {},
    );
    await execution.run();
    assert.deepEqual(execution.calls[0]?.parameters, { MessageBody: "token-1" });
    for (let beats = 0; beats < 3; beats++) {
      await execution.advance(9);
      execution.tokens.get("token-1")?.heartbeat();
    }
    assert.equal(execution.ended, undefined);
    execution.tokens.get("token-1")?.settled({ output: { ok: true } });
    await execution.settle();
    assert.deepEqual(execution.ended, { output: { ok: true } });
    assert.deepEqual(execution.types, [
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
    ]);
    assert.equal(execution.busy, 0);
  });

  it("catches a missing heartbeat by its own name, and reports it as a timeout", async () => {
    const execution = new Execution(
      machine({
        X: {
          ...CALLBACK,
          HeartbeatSeconds: 10,
          Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Y" }],
          End: true,
        },
        Y: pass(),
      }),
      {},
    );
    await execution.run();
    assert.deepEqual(await execution.advance(11), { output: { Error: "States.Timeout" } });
  });

  it("takes a token's failure", async () => {
    const execution = new Execution(machine({ X: { ...CALLBACK, End: true } }), {});
    await execution.run();
    execution.tokens.get("token-1")?.settled({ error: "Refused", cause: "no" });
    await execution.settle();
    assert.deepEqual(execution.ended, { error: "Refused", cause: "no" });
  });

  it("ends the other branches when one fails", async () => {
    const execution = new Execution(
      machine({
        X: {
          Type: "Parallel",
          Branches: [
            { StartAt: "W", States: { W: { Type: "Wait", Seconds: 60, End: true } } },
            { StartAt: "T", States: { T: { ...TASK, End: true } } },
          ],
          Catch: [{ ErrorEquals: ["Custom"], Next: "Y" }],
          End: true,
        },
        Y: pass(),
      }),
      {},
      () => taskError("Custom"),
    );
    await execution.run();
    assert.deepEqual(execution.ended, { output: { Error: "Custom", Cause: "because" } });
    assert.ok(execution.types.includes("WaitStateAborted"));
    assert.equal(
      execution.events.find(({ type }) => type === "ParallelStateFailed")?.details?.error,
      "Custom",
    );
  });

  it("runs as many iterations of a map at once as it may", async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const iterations = (MaxConcurrency: number): Partial<State> => ({
      Type: "Map",
      MaxConcurrency,
      ItemProcessor: { StartAt: "T", States: { T: { ...TASK, End: true } } },
      End: true,
    });
    const items = Array.from({ length: 50 }, (_, index) => index);
    for (const [asked, at] of [
      [0, 40],
      [3, 3],
      [45, 40],
    ] as const) {
      const execution = new Execution(machine({ X: iterations(asked) }), items, () => promise);
      await execution.run();
      assert.equal(execution.calls.length, at);
    }
    resolve(null);
  });

  it("keeps the variables of branches to themselves", async () => {
    const inner = (name: string) => ({
      StartAt: name,
      States: {
        [name]: pass({ Assign: { x: name }, Next: "Read", End: undefined as never }) as State,
        Read: pass({ Output: "{% $x & $outer %}" }) as State,
      },
    });
    const definition = machine(
      {
        A: pass({ Assign: { outer: "!", x: "0" }, Next: "P", End: undefined as never }),
        P: {
          Type: "Parallel",
          Branches: [inner("B"), inner("C")],
          Output: "{% $states.result[0] & $states.result[1] & $x %}",
          End: true,
        },
      },
      { QueryLanguage: "JSONata" },
    );
    assert.deepEqual(await outcome(definition), { output: "B!C!0" });
  });

  it("stops at once, and gives up what a .sync task has begun", async () => {
    const sync = {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      End: true,
    } as const;
    const execution = new Execution(machine({ X: sync }), {}, () => ({ ExecutionArn: "child" }));
    execution.tasks.completion = async () => new Promise(() => {});
    await execution.run();
    execution.stop();
    await execution.settle();
    assert.deepEqual(execution.ended, { error: "aborted" });
    assert.deepEqual(execution.cancelled, [{ ExecutionArn: "child" }]);
  });

  describe("going on from a kept frame", () => {
    const definition = machine({
      Map: {
        Type: "Map",
        ItemProcessor: {
          StartAt: "Work",
          States: {
            Work: {
              ...TASK,
              Retry: [{ ErrorEquals: ["Again", "Lambda.SdkClientException"], IntervalSeconds: 5 }],
              Next: "Rest",
            },
            Rest: { Type: "Wait", Seconds: 5, End: true },
          },
        },
        Next: "Callback",
      },
      Callback: { ...CALLBACK, ResultPath: "$[0]", End: true },
    });

    it("ends the same wherever it was cut off, and calls nothing twice that was answered", async () => {
      const whole = new Execution(definition, [1, 2], ({ parameters }, count) =>
        parameters === 2 && count === 2 ? taskError("Again") : parameters,
      );
      const kept: { readonly frame: string; readonly now: number }[] = [];
      const save = whole.save.bind(whole);
      whole.save = () => {
        save();
        kept.push({ frame: whole.kept, now: whole.now() });
      };
      await whole.run();
      for (let passed = 0; passed < 20; passed++) await whole.advance(1);
      whole.tokens.get("token-1")?.settled({ output: "done" });
      await whole.settle();
      assert.deepEqual(whole.ended, { output: ["done", 2] });
      assert.ok(kept.length > 8, `${kept.length} saves`);

      for (const [index, { frame }] of kept.entries()) {
        const again = new Execution(definition, [1, 2], ({ parameters }) => parameters);
        again.frame = JSON.parse(frame) as Frame;
        const answered = answeredIn(again.frame);
        await again.run();
        for (let passed = 0; passed < 25 && again.ended === undefined; passed++) {
          await again.advance(1);
          for (const listener of [...again.tokens.values()]) listener.settled({ output: "done" });
        }
        // A call that was cut off is not made again by itself: who asked for no retry sees it fail.
        if (again.ended?.error === "SQS.SdkClientException") continue;
        assert.deepEqual(again.ended, { output: ["done", 2] }, `cut off at save ${index}: ${frame}`);
        for (const item of answered)
          assert.ok(!again.calls.some(({ parameters }) => parameters === item), `${item} again at ${index}`);
      }
    });

    it("fails a call that was cut off, once at most as it is", async () => {
      const execution = new Execution(machine({ X: { ...TASK, End: true } }), {});
      await execution.run();
      const { end: _, ...frame } = execution.frame;
      execution.frame = {
        ...frame,
        entered: { eventId: 1, at: execution.now() },
        task: { parameters: {} },
      };
      execution.calls.length = 0;
      execution.ended = undefined;
      const { error } = (await execution.run()) as Ended;
      assert.equal(error, "Lambda.SdkClientException");
      assert.equal(execution.calls.length, 0);
    });
  });

  it("redrives only what failed, with its retries from the start", async () => {
    let broken = true;
    const definition = machine({
      X: {
        Type: "Map",
        ItemProcessor: {
          StartAt: "T",
          States: { T: { ...TASK, Retry: [{ ErrorEquals: ["Custom"], MaxAttempts: 1 }], End: true } },
        },
        End: true,
      },
    });
    const execution = new Execution(definition, [1, 2, 3], ({ parameters }) =>
      broken && parameters === 2 ? taskError("Custom") : parameters,
    );
    await execution.run();
    await execution.advance(2);
    assert.equal(execution.ended?.error, "Custom");
    assert.equal(execution.calls.length, 4);
    broken = false;
    redrive(execution.frame, execution.events.length);
    assert.deepEqual(await execution.run(), { output: [1, 2, 3] });
    assert.deepEqual(
      execution.calls.slice(4).map(({ parameters }) => parameters),
      [2],
    );
  });
});

/** The items whose iterations had an answer. */
function answeredIn({ branches = [] }: Frame): readonly Json[] {
  return branches
    .filter(({ frame, status }) => status === "succeeded" || frame?.state === "Rest")
    .map(({ item = null }) => item);
}
