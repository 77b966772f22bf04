import assert from "node:assert/strict";
import fc from "fast-check";
import { EventPattern } from "./event-pattern.ts";
import { InvalidPattern } from "./invalid-pattern.ts";

const matches = (pattern: object, event: object) => new EventPattern(JSON.stringify(pattern)).matches(event);

/** An example as AWS has published it: the page and section, a pattern, events for it and others. */
type Example = readonly [
  source: string,
  pattern: object,
  matching: readonly object[],
  others: readonly object[],
];

const GUIDE = "EventBridge User Guide";
const OPERATORS = `${GUIDE}, "Comparison operators for use in event patterns"`;
const RULER = "aws/event-ruler, README";

const TERMINATED = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};

const detail = (members: object) => ({ detail: members });

const EXAMPLES: readonly Example[] = [
  [
    `${GUIDE}, "Creating Amazon EventBridge event patterns"`,
    {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
      detail: { state: ["terminated"] },
    },
    [TERMINATED],
    [{ ...TERMINATED, detail: { state: "running" } }, { ...TERMINATED, source: "aws.s3" }, {}],
  ],
  [
    `${GUIDE}, "Arrays in event patterns"`,
    {
      resources: [
        "arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f",
        "arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f",
      ],
    },
    [
      {
        resources: [
          "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:g",
          "arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f",
        ],
      },
    ],
    [{ resources: ["arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:g"] }, { resources: [] }],
  ],
  [
    `${GUIDE}, "Null values and empty strings in event patterns"`,
    detail({ eventVersion: [""], responseElements: [null] }),
    [detail({ eventVersion: "", responseElements: null })],
    [
      detail({ eventVersion: "", responseElements: "" }),
      detail({ eventVersion: null, responseElements: null }),
      detail({ eventVersion: "" }),
    ],
  ],
  [
    `${OPERATORS}, summary: and`,
    { Location: ["New York"], Day: ["Monday"] },
    [{ Location: "New York", Day: "Monday" }],
    [{ Location: "New York" }, { Location: "New York", Day: "monday" }],
  ],
  [
    `${OPERATORS}, summary: or`,
    { PaymentType: ["Credit", "Debit"] },
    [{ PaymentType: "Debit" }],
    [{ PaymentType: "Cash" }],
  ],
  [
    `${OPERATORS}, summary: or (multiple fields)`,
    { $or: [{ Location: ["New York"] }, { Day: ["Monday"] }] },
    [{ Location: "New York" }, { Day: "Monday" }],
    [{ Location: "Boston", Day: "Friday" }, {}],
  ],
  [
    `${OPERATORS}, summary: exists`,
    { ProductName: [{ exists: true }] },
    [{ ProductName: "x" }, { ProductName: null }],
    [{}],
  ],
  [
    `${OPERATORS}, summary: does not exist`,
    { ProductName: [{ exists: false }] },
    [{}],
    [{ ProductName: "" }],
  ],
  [
    `${OPERATORS}, summary: numeric (equals)`,
    { Price: [{ numeric: ["=", 100] }] },
    [{ Price: 100 }],
    [{ Price: "100" }, { Price: 101 }],
  ],
  [
    `${OPERATORS}, summary: numeric (range)`,
    { Price: [{ numeric: [">", 10, "<=", 20] }] },
    [{ Price: 10.5 }, { Price: 20 }],
    [{ Price: 10 }, { Price: 20.1 }, { Price: "15" }],
  ],
  [
    `${OPERATORS}, summary: wildcard`,
    { Filename: [{ wildcard: "dir/*.png" }] },
    [{ Filename: "dir/a.png" }, { Filename: "dir/.png" }, { Filename: "dir/b/c.png" }],
    [{ Filename: "dir/a.jpg" }, { Filename: "a.png" }],
  ],
  [
    `${OPERATORS}, prefix matching`,
    { time: [{ prefix: "2017-10-02" }] },
    [{ time: "2017-10-02T18:43:48Z" }],
    [{ time: "2017-10-03T18:43:48Z" }],
  ],
  [
    `${OPERATORS}, prefix matching while ignoring case`,
    { service: [{ prefix: { "equals-ignore-case": "EventB" } }] },
    [{ service: "EVENTBRIDGE" }, { service: "eventbridge" }],
    [{ service: "event" }],
  ],
  [
    `${OPERATORS}, suffix matching`,
    { FileName: [{ suffix: ".png" }] },
    [{ FileName: "a.png" }],
    [{ FileName: "a.PNG" }, { FileName: 1 }],
  ],
  [
    `${OPERATORS}, suffix matching while ignoring case`,
    { FileName: [{ suffix: { "equals-ignore-case": ".png" } }] },
    [{ FileName: "a.PNG" }, { FileName: "a.png" }],
    [{ FileName: "a.jpg" }],
  ],
  [
    `${OPERATORS}, anything-but: a string`,
    detail({ state: [{ "anything-but": "initializing" }] }),
    [detail({ state: "running" })],
    [detail({ state: "initializing" }), detail({})],
  ],
  [
    `${OPERATORS}, anything-but: a number`,
    detail({ "x-limit": [{ "anything-but": 123 }] }),
    [detail({ "x-limit": 122 })],
    [detail({ "x-limit": 123 })],
  ],
  [
    `${OPERATORS}, anything-but: strings`,
    detail({ state: [{ "anything-but": ["stopped", "overloaded"] }] }),
    [detail({ state: "running" }), detail({ state: ["stopped", "running"] })],
    [detail({ state: "stopped" }), detail({ state: ["stopped", "overloaded"] })],
  ],
  [
    `${OPERATORS}, anything-but: numbers`,
    detail({ "x-limit": [{ "anything-but": [100, 200, 300] }] }),
    [detail({ "x-limit": 150 })],
    [detail({ "x-limit": 200 })],
  ],
  [
    `${OPERATORS}, anything-but ignoring case`,
    detail({ state: [{ "anything-but": { "equals-ignore-case": ["initializing", "stopped"] } }] }),
    [detail({ state: "running" })],
    [detail({ state: "INITIALIZING" }), detail({ state: "Stopped" })],
  ],
  [
    `${OPERATORS}, anything-but: a prefix`,
    detail({ state: [{ "anything-but": { prefix: "init" } }] }),
    [detail({ state: "reinit" })],
    [detail({ state: "initializing" })],
  ],
  [
    `${OPERATORS}, anything-but: suffixes`,
    detail({ FileName: [{ "anything-but": { suffix: [".txt", ".rtf"] } }] }),
    [detail({ FileName: "a.png" })],
    [detail({ FileName: "a.txt" }), detail({ FileName: "a.rtf" })],
  ],
  [
    `${OPERATORS}, anything-but: wildcards`,
    detail({ FilePath: [{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }] }),
    [detail({ FilePath: "/src/a" })],
    [detail({ FilePath: "/usr/lib/a" }), detail({ FilePath: "/usr/bin/a" })],
  ],
  [
    `${OPERATORS}, numeric matching`,
    detail({
      "c-count": [{ numeric: [">", 0, "<=", 5] }],
      "d-count": [{ numeric: ["<", 10] }],
      "x-limit": [{ numeric: ["=", 3.018e2] }],
    }),
    [detail({ "c-count": 5, "d-count": 9, "x-limit": 301.8 })],
    [
      detail({ "c-count": 0, "d-count": 9, "x-limit": 301.8 }),
      detail({ "c-count": 5, "d-count": 10, "x-limit": 301.8 }),
    ],
  ],
  [
    `${OPERATORS}, IP address matching`,
    detail({ sourceIPAddress: [{ cidr: "10.0.0.0/24" }] }),
    [detail({ sourceIPAddress: "10.0.0.0" }), detail({ sourceIPAddress: "10.0.0.255" })],
    [
      detail({ sourceIPAddress: "10.0.1.0" }),
      detail({ sourceIPAddress: "::" }),
      detail({ sourceIPAddress: "x" }),
    ],
  ],
  [
    `${RULER}, IP address matching: IPv6`,
    { ip: [{ cidr: "2001:db8::/32" }] },
    [{ ip: "2001:DB8:0:0::1" }],
    [{ ip: "2001:db9::1" }],
  ],
  [
    `${OPERATORS}, exists matching: only leaf nodes`,
    detail({ state: [{ exists: false }] }),
    [detail({ state: { value: "x" } }), detail({ other: 1 })],
    [detail({ state: "terminated" })],
  ],
  [
    `${OPERATORS}, equals-ignore-case matching`,
    { "detail-type": [{ "equals-ignore-case": "ec2 instance state-change notification" }] },
    [TERMINATED],
    [{ "detail-type": "ec2" }],
  ],
  [
    `${OPERATORS}, matching using wildcards`,
    { EventBusArn: [{ wildcard: "arn:aws:events:us-east-1:*:event-bus/*" }] },
    [{ EventBusArn: "arn:aws:events:us-east-1:000000000000:event-bus/orders" }],
    [{ EventBusArn: "arn:aws:events:eu-west-1:000000000000:event-bus/orders" }],
  ],
  [
    `${OPERATORS}, complex example with multiple matching`,
    {
      time: [{ prefix: "2017-10-02" }],
      detail: {
        state: [{ "anything-but": "initializing" }],
        "c-count": [{ numeric: [">", 0, "<=", 5] }],
        "d-count": [{ numeric: ["<", 10] }],
        "x-limit": [{ "anything-but": [100, 200, 300] }],
      },
    },
    [
      {
        time: "2017-10-02T18:43:48Z",
        detail: { state: "running", "c-count": 1, "d-count": 1, "x-limit": 1 },
      },
    ],
    [
      {
        time: "2017-10-02T18:43:48Z",
        detail: { state: "running", "c-count": 1, "d-count": 1, "x-limit": 100 },
      },
    ],
  ],
  [
    `${OPERATORS}, complex example with $or matching`,
    detail({
      $or: [
        { "c-count": [{ numeric: [">", 0, "<=", 5] }] },
        { "d-count": [{ numeric: ["<", 10] }] },
        { "x-limit": [{ numeric: ["=", 3.018e2] }] },
      ],
    }),
    [detail({ "c-count": 3 }), detail({ "d-count": 3 }), detail({ "x-limit": 301.8 })],
    [detail({ "c-count": 6, "d-count": 11, "x-limit": 3 }), detail({})],
  ],
  [
    `${RULER}, "$or" primitive: parallel`,
    {
      $or: [{ metricName: ["CPUUtilization", "ReadLatency"] }, { namespace: ["AWS/EC2", "AWS/ES"] }],
      detail: { $or: [{ source: ["aws.cloudwatch"] }, { "detail-type": ["CloudWatch Alarm State Change"] }] },
    },
    [
      { namespace: "AWS/ES", detail: { source: "aws.cloudwatch" } },
      { metricName: "ReadLatency", detail: { "detail-type": "CloudWatch Alarm State Change" } },
    ],
    [{ namespace: "AWS/ES", detail: {} }, { detail: { source: "aws.cloudwatch" } }],
  ],
  [
    `${RULER}, "$or" primitive: nested or and and`,
    {
      source: ["aws.cloudwatch"],
      $or: [
        { metricName: ["CPUUtilization", "ReadLatency"] },
        {
          metricType: ["MetricType"],
          namespace: ["AWS/EC2", "AWS/ES"],
          $or: [{ metricId: [1234] }, { spaceId: [1000] }],
        },
        { scope: ["Service"] },
      ],
    },
    [
      { source: "aws.cloudwatch", scope: "Service" },
      { source: "aws.cloudwatch", metricType: "MetricType", namespace: "AWS/ES", spaceId: 1000 },
    ],
    [{ source: "aws.cloudwatch", metricType: "MetricType", namespace: "AWS/ES" }, { scope: "Service" }],
  ],
  [
    `${RULER}, prefix lists inside anything-but`,
    detail({ state: [{ "anything-but": { prefix: ["init", "error"] } }] }),
    [detail({ state: "ok" })],
    [detail({ state: "error-1" })],
  ],
  [
    `${RULER}, wildcard matching: escapes`,
    { a: [{ wildcard: "1\\*2\\\\*" }] },
    [{ a: "1*2\\" }, { a: "1*2\\x" }],
    [{ a: "1x2\\" }],
  ],
  [
    "aws/event-ruler, arrayRule3.json: an object of an array is matched as one",
    { metrics: { metricName: ["CPUUtilization"], namespace: ["AWS/ES"] } },
    [{ metrics: [{ metricName: "CPUUtilization", namespace: "AWS/ES" }] }],
    [
      {
        metrics: [
          { metricName: "CPUUtilization", namespace: "AWS/EC2" },
          { metricName: "RequestCount", namespace: "AWS/ES" },
        ],
      },
    ],
  ],
  [
    "aws/event-ruler, correctness-cases.json: objects in arrays of objects",
    { d: { a: [{ exists: true }], b: [{ exists: true }], c: [{ exists: true }] } },
    [{ d: [{ a: 1, b: 2, c: 3 }] }, { d: [{ a: 1 }, { a: 3, b: 4, c: [5] }] }],
    [{ d: [{ a: 1 }, { b: 2 }, { c: 3 }] }],
  ],
  [
    "aws/event-ruler, correctness-cases.json: arrays of plain values",
    { d: { tags: ["a"], name: ["x"] } },
    [{ d: { tags: ["b", "a"], name: "x" } }],
    [{ d: { tags: ["b"], name: "x" } }],
  ],
];

const REFUSALS: readonly (readonly [pattern: unknown, reason: RegExp])[] = [
  ["{", /^Event pattern is not valid JSON/],
  [[], /^Filter is not an object$/],
  [{}, /^Empty objects are not allowed$/],
  [{ a: {} }, /^Empty objects are not allowed$/],
  [{ a: [] }, /^Empty arrays are not allowed$/],
  [{ a: "x" }, /^"a" must be an object or an array$/],
  [{ a: [["x"]] }, /^Match value must be String, number, true, false, or null$/],
  [{ a: [{}] }, /^Match expression name not found$/],
  [{ a: [{ like: "x" }] }, /^Unrecognized match type like$/],
  [{ a: [{ toString: "x" }] }, /^Unrecognized match type toString$/],
  [{ a: [{ prefix: "x", suffix: "y" }] }, /^Only one key allowed in match expression$/],
  [{ a: [{ prefix: 1 }] }, /^prefix match pattern must be a string$/],
  [{ a: [{ prefix: { suffix: "x" } }] }, /^Unsupported prefix pattern: suffix$/],
  [{ a: [{ suffix: { "equals-ignore-case": 1 } }] }, /^equals-ignore-case match pattern must be a string$/],
  [{ a: [{ exists: "yes" }] }, /^exists match pattern must be either true or false\.$/],
  [{ a: [{ numeric: 1 }] }, /^Value of numeric must be an array\.$/],
  [{ a: [{ numeric: [1] }] }, /^Invalid member in numeric match: 1$/],
  [{ a: [{ numeric: ["!=", 1] }] }, /^Unrecognized numeric range operator: !=$/],
  [{ a: [{ numeric: ["=", "1"] }] }, /^Value of equals must be numeric$/],
  [{ a: [{ numeric: ["<", 1, ">", 0] }] }, /^Too many elements in numeric expression$/],
  [{ a: [{ numeric: [">", 1, ">", 2] }] }, /^Bad numeric range operator: >$/],
  [{ a: [{ numeric: [">", 1, "<", 2, "<"] }] }, /^Too many terms in numeric range expression$/],
  [{ a: [{ numeric: [">", 2, "<", 2] }] }, /^Bottom must be less than top$/],
  [{ a: [{ cidr: "10.0.0.0" }] }, /^Malformed CIDR, one '\/' required$/],
  [{ a: [{ cidr: "10.0.0.0/x" }] }, /^Malformed CIDR, mask bits must be an integer$/],
  [{ a: [{ cidr: "10.0.0.0/-1" }] }, /^Malformed CIDR, mask bits must not be negative$/],
  [{ a: [{ cidr: "10.0.0.0/32" }] }, /^IPv4 mask bits must be < 32$/],
  [{ a: [{ cidr: "::/128" }] }, /^IPv6 mask bits must be < 128$/],
  [{ a: [{ cidr: "example/8" }] }, /^Nonstandard IP address: example$/],
  [{ a: [{ wildcard: "a**b" }] }, /^Consecutive wildcard characters at pos 1$/],
  [{ a: [{ wildcard: "a\\b" }] }, /^Invalid escape character at pos 1$/],
  [{ a: [{ wildcard: "*aaaaaaaaaaaa" }] }, /^Rule is too complex - try using fewer wildcard characters/],
  [{ a: [{ "anything-but": null }] }, /must be an array or single string\/number value\.$/],
  [{ a: [{ "anything-but": [] }] }, /mixed type is not supported$/],
  [{ a: [{ "anything-but": ["x", 1] }] }, /mixed type is not supported$/],
  [
    { a: [{ "anything-but": [true] }] },
    /^Inside anything but list, start\|null\|boolean is not supported\.$/,
  ],
  [{ a: [{ "anything-but": { numeric: ["=", 1] } }] }, /^Unsupported anything-but pattern: numeric$/],
  [{ a: [{ "anything-but": { prefix: "" } }] }, /^Null prefix\/suffix not allowed$/],
  [{ a: [{ "anything-but": { wildcard: "**" } }] }, /^Consecutive wildcard characters/],
  [{ $or: { a: ["x"] } }, /^It must be an Array followed with \$or\.$/],
  [{ $or: [{ a: ["x"] }] }, /^There must have at least 2 Objects in \$or relationship\.$/],
  [{ $or: [{ a: ["x"] }, "b"] }, /^Only JSON object is allowed in array of \$or relationship\.$/],
  [{ $or: [{ prefix: ["x"] }, { b: ["y"] }] }, /^prefix is Ruler reserved fieldName/],
  [
    Object.fromEntries(
      "abc".split("").map((name) => [name, { $or: Array.from({ length: 11 }, () => ({ x: [1] })) }]),
    ),
    /more than 1000 combinations/,
  ],
];

describe("Event patterns", () => {
  for (const [source, pattern, matching, others] of EXAMPLES)
    it(`match as AWS's example does: ${source}`, () => {
      for (const event of matching) assert.equal(matches(pattern, event), true, JSON.stringify(event));
      for (const event of others) assert.equal(matches(pattern, event), false, JSON.stringify(event));
    });

  for (const [pattern, message] of REFUSALS)
    it(`refuse ${JSON.stringify(pattern).slice(0, 80)}`, () => {
      const json = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
      assert.throws(
        () => new EventPattern(json),
        (error) => error instanceof InvalidPattern && message.test(error.message),
      );
    });

  it("find a field whose name has a dot where the path has one", () =>
    assert.ok(matches({ "detail.state": ["x"] }, { detail: { state: "x" } })));

  it("tell apart what differs in type alone", () => {
    for (const [wanted, other] of [
      ["1", 1],
      ["true", true],
      ["null", null],
      ["", null],
    ] as const) {
      assert.ok(matches({ a: [wanted] }, { a: wanted }) && matches({ a: [other] }, { a: other }));
      assert.ok(!matches({ a: [wanted] }, { a: other }) && !matches({ a: [other] }, { a: wanted }));
    }
  });

  it("take any value that is no string for anything but a string's prefix", () =>
    assert.ok(matches({ a: [{ "anything-but": { prefix: "x" } }] }, { a: 1 })));

  describe("hold for any event:", () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const name = fc.constantFrom("a", "b", "c");
    const values = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }));
    const nested = (depth: number): fc.Arbitrary<Record<string, unknown>> => {
      const more = depth === 0 ? [] : [nested(depth - 1), fc.array(nested(depth - 1), { maxLength: 3 })];
      return fc.dictionary(name, fc.oneof(values, ...more), { minKeys: 1, maxKeys: 3 });
    };
    const event = nested(3);
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\", "x") });
    const escaped = (value: string) => value.replace(/[\\*]/g, "\\$&");

    it("an event matches the pattern of its own values", () =>
      fc.assert(
        fc.property(event, (given) => {
          const pattern = patternOf(given);
          return pattern === undefined || matches(pattern, given);
        }),
      ));

    it("either a field exists or it does not", () =>
      fc.assert(
        fc.property(event, name, name, (given, one, other) => {
          const exists = (wanted: boolean) => matches({ [one]: { [other]: [{ exists: wanted }] } }, given);
          return exists(true) !== exists(false);
        }),
      ));

    it("anything-but is the contrary for a single string", () =>
      fc.assert(
        fc.property(text, text, (value, wanted) => {
          for (const [operator, operand] of [
            ["prefix", wanted],
            ["suffix", wanted],
            ["wildcard", `${escaped(wanted)}*`],
            ["equals-ignore-case", wanted],
          ] as const) {
            if (operand === "") continue;
            const positive = matches({ v: [{ [operator]: operand }] }, { v: value });
            if (positive === matches({ v: [{ "anything-but": { [operator]: operand } }] }, { v: value }))
              return false;
          }
          return true;
        }),
      ));

    it("a wildcard at one end is a prefix or a suffix, at both a part", () =>
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 }), text, (part, value) => {
          const test = (wildcard: string) => matches({ v: [{ wildcard }] }, { v: value });
          return (
            test(`${part}*`) === value.startsWith(part) &&
            test(`*${part}`) === value.endsWith(part) &&
            (part === "" || test(`*${part}*`) === value.includes(part))
          );
        }),
      ));

    it("$or is either", () =>
      fc.assert(
        fc.property(event, leaf, leaf, (given, one, other) => {
          const [first, second] = [{ a: [one] }, { b: [other] }];
          return (
            matches({ $or: [first, second] }, given) === (matches(first, given) || matches(second, given))
          );
        }),
      ));
  });
});

/** The pattern that asks for one value of each field, all from the first object of each array. */
function patternOf(event: object): object | undefined {
  const entries = Object.entries(event).flatMap(([name, value]) => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (first === undefined) return [];
    if (typeof first !== "object" || first === null) return [[name, [first]] as const];
    const nested = patternOf(first);
    return nested === undefined ? [] : [[name, nested] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
