import assert from "node:assert/strict";
import type { Service } from "../../../core/service.ts";
import type { JsonObject } from "../language/json.ts";
import { describeDiagnostics } from "./diagnostic.ts";
import { validateDefinition } from "./validate.ts";

const services: Readonly<Record<string, Pick<Service, "operations">>> = {
  lambda: { operations: { Invoke: { access: () => [], handle: () => ({}) } } },
  sqs: { operations: { SendMessage: { access: () => [], handle: () => ({}) } } },
};
const validate = (definition: object | string, express = false) =>
  validateDefinition(typeof definition === "string" ? definition : JSON.stringify(definition), {
    express,
    service: (name) => services[name] as Service | undefined,
  });

const PASS = { Type: "Pass", End: true };
const INVOKE = "arn:aws:states:::lambda:invoke";
const TASK = { Type: "Task", Resource: INVOKE, Parameters: { FunctionName: "f" }, End: true };
const of = (state: object, more: object = {}) => ({ StartAt: "X", States: { X: state }, ...more });

/** What is wrong with definitions, as `InvalidDefinition` has it. */
const REFUSED: Readonly<Record<string, readonly [definition: object | string, expected: string | RegExp]>> = {
  "no JSON": ["{", /^INVALID_JSON_DESCRIPTION: /],
  "no object": ["[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"],
  nothing: ["", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"],
  "an empty object": ["{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"],
  "no states": [{ StartAt: "X", States: {} }, /one state or more at \/States/],
  "a field that is none": [
    of(PASS, { Name: "x" }),
    "SCHEMA_VALIDATION_FAILED: Field 'Name' is not supported at /",
  ],
  "a start that is not there": [
    { StartAt: "Y", States: { X: PASS } },
    /^MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at \/StartAt/,
  ],
  "a next state that is not there": [
    { StartAt: "X", States: { X: { Type: "Pass", Next: "Y" }, Z: PASS } },
    /^MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at \/States\/X\/Next/,
  ],
  "a state that nothing leads to": [
    { StartAt: "X", States: { X: PASS, Y: PASS } },
    'MISSING_TRANSITION_TARGET: State "Y" is not reachable. at /States/Y',
  ],
  "no end": [
    { StartAt: "X", States: { X: { Type: "Pass", Next: "Y" }, Y: { Type: "Pass", Next: "X" } } },
    "MISSING_END_STATE: Workflow has no terminal state",
  ],
  "a state without a type": [of({ End: true }), /These fields are required: \[Type\] at \/States\/X/],
  "a type that is none": [
    of({ Type: "Nap", End: true }),
    /Value is not one of \[Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map\]: Nap at \/States\/X\/Type/,
  ],
  "a name of 81 characters": [
    { StartAt: "X".repeat(81), States: { ["X".repeat(81)]: PASS } },
    /80 characters or fewer/,
  ],
  "both ways out": [
    of({ Type: "Pass", Next: "X", End: true }),
    /Exactly one of these fields is required: \[Next, End\]/,
  ],
  "a field of another type of state": [of({ ...PASS, Seconds: 1 }), /Field 'Seconds' is not supported/],
  "a field of the other language": [
    of({ ...PASS, Output: {} }),
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X",
  ],
  "JSONPath in a machine of JSONata": [
    of({ ...PASS, QueryLanguage: "JSONPath" }, { QueryLanguage: "JSONata" }),
    /'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine/,
  ],
  "a task without a resource": [of({ Type: "Task", End: true }), /These fields are required: \[Resource\]/],
  "a resource that is none": [
    of({ ...TASK, Resource: "f" }),
    /The resource provided f is not recognized\. The value is not a valid resource ARN, or the resource is not available in this region\./,
  ],
  "a parameter that the integration does not have": [
    of({ ...TASK, Parameters: { FunctionName: "f", Speed: 1 } }),
    "SCHEMA_VALIDATION_FAILED: The field 'Speed' is not supported by Step Functions at /States/X/Parameters",
  ],
  "a parameter that is missing": [
    of({ ...TASK, Parameters: { "Payload.$": "$" } }),
    /The following parameters are required: \[FunctionName\]/,
  ],
  "a callback that nobody can make": [
    of({ ...TASK, Resource: `${INVOKE}.waitForTaskToken` }),
    /The task token must be passed with \$\$\.Task\.Token/,
  ],
  "a service that is not there": [
    of({ ...TASK, Resource: "arn:aws:states:::events:putEvents", Parameters: { Entries: [] } }),
    /The local cloud does not have the service integration events:putEvents/,
  ],
  "a role for a task": [of({ ...TASK, Credentials: { RoleArn: "r" } }), /leave 'Credentials' out/],
  "a timeout and its path": [
    of({ ...TASK, TimeoutSeconds: 1, TimeoutSecondsPath: "$.a" }),
    /Only one of these fields may be set: \[TimeoutSeconds, TimeoutSecondsPath\]/,
  ],
  "a timeout of nothing": [of({ ...TASK, TimeoutSeconds: 0 }), /an integer from 1 to 99999999/],
  "heartbeats beyond the timeout": [
    of({ ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    /The heartbeat must be smaller than the timeout/,
  ],
  "a path that is none": [
    of({ ...PASS, InputPath: "a" }),
    /The value for the field 'InputPath' must be a valid JSONPath: .* at \/States\/X\/InputPath/,
  ],
  "a result path of many nodes": [
    of({ ...PASS, ResultPath: "$.a[*]" }),
    /The value for the field 'ResultPath' must be a valid Reference Path/,
  ],
  "an intrinsic function that is none": [
    of({ ...PASS, Parameters: { "a.$": "States.Nope()" } }),
    /The value for the field 'a\.\$' must be a valid JSONPath or a valid intrinsic function call/,
  ],
  "JSONata that is none": [
    of({ ...PASS, Output: "{% $ + %}" }, { QueryLanguage: "JSONata" }),
    /The JSONata expression '\$ \+' is not valid/,
  ],
  "a retrier without errors": [of({ ...TASK, Retry: [{}] }), /These fields are required: \[ErrorEquals\]/],
  "a retrier that never waits": [
    of({ ...TASK, Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 0 }] }),
    /an integer of 1 or more at \/States\/X\/Retry\[0\]\/IntervalSeconds/,
  ],
  "a backoff that shrinks": [
    of({ ...TASK, Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }] }),
    /a number of 1/,
  ],
  "a jitter that is none": [
    of({ ...TASK, Retry: [{ ErrorEquals: ["E"], JitterStrategy: "SOME" }] }),
    /\[FULL, NONE\]/,
  ],
  "States.ALL beside others": [
    of({ ...TASK, Retry: [{ ErrorEquals: ["States.ALL", "E"] }] }),
    /States\.ALL must appear alone/,
  ],
  "States.ALL before others": [
    of({ ...TASK, Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }),
    /States\.ALL must appear in the last element of the array/,
  ],
  "a catcher that leads nowhere": [
    of({ ...TASK, Catch: [{ ErrorEquals: ["E"] }] }),
    /These fields are required: \[Next\] at \/States\/X\/Catch\[0\]/,
  ],
  "a wait without an end": [
    of({ Type: "Wait", End: true }),
    /Exactly one of these fields is required: \[Seconds/,
  ],
  "a choice without rules": [of({ Type: "Choice", Choices: [] }), /an array with one rule or more/],
  "a rule with two comparisons": [
    of({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, IsPresent: true, Next: "X" }] }),
    /exactly one comparison/,
  ],
  "a comparison with the wrong type": [
    of({ Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: "1", Next: "X" }] }),
    /The value for the field 'NumericEquals' must be a numeric/,
  ],
  "a comparison that is none": [
    of({ Type: "Choice", Choices: [{ Variable: "$.a", Resembles: 1, Next: "X" }] }),
    /Field 'Resembles' is not supported/,
  ],
  "a distributed map": [
    of({
      Type: "Map",
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, ...of(PASS) },
      End: true,
    }),
    /does not have distributed maps: use the Mode INLINE/,
  ],
  "the same name in two branches": [
    of({
      Type: "Parallel",
      Branches: [
        { StartAt: "A", States: { A: PASS } },
        { StartAt: "A", States: { A: PASS } },
      ],
      End: true,
    }),
    "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/X/Branches[1]/States/A",
  ],
};

describe("The validation of state machines", () => {
  for (const [what, [definition, expected]] of Object.entries(REFUSED))
    it(`refuses ${what}`, () => {
      const text = describeDiagnostics(validate(definition));
      if (typeof expected === "string") assert.equal(text, expected);
      else assert.match(text, expected);
    });

  it("refuses a definition of more than 1 MiB", () => {
    assert.match(
      describeDiagnostics(validate(of({ ...PASS, Comment: "x".repeat(1_048_576) }))),
      /1048576 bytes/,
    );
  });

  it("refuses an express workflow that waits", () => {
    const waiting = of({
      ...TASK,
      Resource: `${INVOKE}.waitForTaskToken`,
      Parameters: { FunctionName: "f", Payload: { "token.$": "$$.Task.Token" } },
    });
    assert.deepEqual(validate(waiting), []);
    assert.match(
      describeDiagnostics(validate(waiting, true)),
      /Express state machine does not support '\.waitForTaskToken' service integration/,
    );
  });

  it("tells of everything that is wrong, each with where", () => {
    const found = validate(of({ Type: "Pass", InputPath: "a", Next: "Y" }));
    assert.deepEqual(
      found.map(({ code, severity, location }) => [code, severity, location]),
      [
        ["SCHEMA_VALIDATION_FAILED", "ERROR", "/States/X/InputPath"],
        ["MISSING_TRANSITION_TARGET", "ERROR", "/States/X/Next"],
        ["MISSING_END_STATE", "ERROR", undefined],
      ],
    );
  });

  const VALID: Readonly<Record<string, JsonObject>> = {
    "every kind of state": {
      Comment: "all",
      Version: "1.0",
      TimeoutSeconds: 60,
      StartAt: "Pass",
      States: {
        Pass: {
          Type: "Pass",
          Parameters: { "a.$": "States.UUID()", b: { "c.$": "$$.Execution.Id" } },
          Next: "Wait",
        },
        Wait: { Type: "Wait", SecondsPath: "$.s", Next: "Task" },
        Task: {
          Type: "Task",
          Resource: "arn:aws:lambda:eu-west-1:000000000000:function:f:live",
          TimeoutSeconds: 5,
          Retry: [
            { ErrorEquals: ["E"], MaxAttempts: 0, JitterStrategy: "FULL" },
            { ErrorEquals: ["States.ALL"] },
          ],
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Fail" }],
          Next: "Choice",
        },
        Choice: {
          Type: "Choice",
          Choices: [
            {
              And: [{ Variable: "$.a", IsPresent: true }, { Not: { Variable: "$.b", StringMatches: "x*" } }],
              Next: "Map",
            },
            { Variable: "$.t", TimestampLessThanPath: "$.u", Next: "Parallel" },
          ],
          Default: "Succeed",
        },
        Map: {
          Type: "Map",
          ItemsPath: "$.items",
          ItemProcessor: { StartAt: "One", States: { One: PASS } },
          End: true,
        },
        Parallel: { Type: "Parallel", Branches: [{ StartAt: "Two", States: { Two: PASS } }], End: true },
        Succeed: { Type: "Succeed" },
        Fail: { Type: "Fail", ErrorPath: "$.error.Error", Cause: "c" },
      },
    },
    JSONata: {
      QueryLanguage: "JSONata",
      StartAt: "X",
      States: {
        X: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.a > 1 %}", Assign: { b: "{% 1 %}" }, Next: "Y" }],
          Default: "Y",
        },
        Y: { Type: "Task", Resource: INVOKE, Arguments: { FunctionName: "{% $b %}" }, Output: 1, End: true },
      },
    },
  };
  for (const [what, definition] of Object.entries(VALID))
    it(`finds nothing wrong with ${what}`, () => {
      assert.deepEqual(validate(definition), []);
    });
});
