import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { projectDefaults, testSettings } from "../../tests/kit/test-settings.ts";
import { ConfigError } from "./errors.ts";
import { readSettings } from "./settings.ts";

function refusal(overrides: Readonly<Record<string, string>>): string {
  try {
    testSettings(overrides);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  throw new assert.AssertionError({ message: "the settings were accepted" });
}

/** The values a stack file sets, lists as JSON. */
function stackFile(stack: string): Record<string, string> {
  const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");
  const entries = [...text.matchAll(/^ {2}orderflow:(\w+):(?: (.+)|((?:\n {4}- .+)+))$/gm)];
  return Object.fromEntries(
    entries.map(([, key, value, list]) => [
      String(key),
      value ?? JSON.stringify(list?.trim().split(/\s*- /).slice(1)),
    ]),
  );
}

describe("readSettings", () => {
  it("takes the seeds' numbers from the project's defaults", () => {
    assert.deepEqual(testSettings(), {
      production: false,
      permissionsBoundary: undefined,
      cors: { allowedOrigins: [], allowCredentials: false },
      logs: { level: "INFO", retentionDays: 30 },
      throttle: { api: { rate: 100, burst: 200 }, createOrder: { rate: 50, burst: 100 } },
      functions: {
        runtime: "nodejs22.x",
        architecture: "x86_64",
        memoryMb: 1024,
        httpTimeoutSeconds: 30,
        processTimeoutSeconds: 5,
        reconcileTimeoutSeconds: 60,
      },
      orderEvents: {
        visibilityTimeoutSeconds: 30,
        retentionDays: 14,
        maxReceiveCount: 3,
        batchSize: 10,
        batchWindowSeconds: 0,
        maximumConcurrency: 10,
      },
      events: { archiveDays: 30 },
      reconciliation: { afterMinutes: 5, maxSends: 3 },
      mailSender: "orders@example.com",
      operations: { operatorEmails: [] },
      identity: { adminPasswordSignIn: false, accessTokenMinutes: 15, threatProtection: false },
    });
  });

  it("accepts the dev stack, generous and with password sign-in", () => {
    const settings = testSettings(stackFile("dev"));
    assert.equal(settings.production, false);
    assert.equal(settings.identity.adminPasswordSignIn, true);
    assert.deepEqual(settings.cors.allowedOrigins, ["http://localhost:3000", "http://localhost:5173"]);
    assert.equal(settings.events.archiveDays, 7);
    assert.deepEqual(settings.throttle.createOrder, { rate: 500, burst: 1000 });
  });

  it("accepts the prod stack, protected, without password sign-in and with a year of logs", () => {
    const settings = testSettings(stackFile("prod"));
    assert.equal(settings.production, true);
    assert.equal(settings.identity.adminPasswordSignIn, false);
    assert.equal(settings.identity.threatProtection, true);
    assert.equal(settings.logs.retentionDays, 365);
    assert.equal(settings.events.archiveDays, 90);
  });

  it("takes the name of the policy that bounds every role", () => {
    const { permissionsBoundary } = testSettings({ permissionsBoundary: "orderflow-dev-boundary" });
    assert.equal(permissionsBoundary, "orderflow-dev-boundary");
  });

  it("leaves other namespaces alone", () => {
    assert.ok(readSettings({ ...projectDefaults(), "aws:region": "eu-west-1" }, "orderflow"));
  });

  const wrong: readonly [overrides: Record<string, string>, ...parts: string[]][] = [
    [
      { production: "yes" },
      "orderflow:production is yes",
      "one of true, false",
      "config set orderflow:production true",
    ],
    [
      { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" },
      "orderflow:permissionsBoundary is arn:aws:iam::111122223333:policy/boundary",
      "the name of a policy of the account, not its ARN",
    ],
    [{ logRetentionDays: "31" }, "orderflow:logRetentionDays is 31", "30, 60"],
    [{ logLevel: "debug" }, "orderflow:logLevel is debug", "DEBUG, INFO"],
    [{ throttleRate: "0" }, "orderflow:throttleRate is 0", "from 1 to 10000"],
    [{ throttleBurst: "1e2" }, "orderflow:throttleBurst is 1e2", "a whole number"],
    [{ functionMemoryMb: "127" }, "orderflow:functionMemoryMb is 127", "from 128 to 10240"],
    [{ functionRuntime: "nodejs18.x" }, "orderflow:functionRuntime is nodejs18.x", "nodejs22.x, nodejs24.x"],
    [{ httpFunctionTimeoutSeconds: "31" }, "orderflow:httpFunctionTimeoutSeconds is 31", "from 1 to 30"],
    [{ queueMaxReceiveCount: "2" }, "orderflow:queueMaxReceiveCount is 2", "from 3 to 100"],
    [{ queueMaximumConcurrency: "1" }, "orderflow:queueMaximumConcurrency is 1", "from 2 to 1000"],
    [{ eventArchiveDays: "0" }, "orderflow:eventArchiveDays is 0", "from 1 to 3650"],
    [{ queueRetentionDays: "15" }, "orderflow:queueRetentionDays is 15", "from 1 to 14"],
    [
      { allowedOrigins: "https://a.example" },
      "orderflow:allowedOrigins is https://a.example",
      "a list of origins",
    ],
    [{ allowedOrigins: '["https://a.example/shop"]' }, '"https://a.example/shop"', "without a path"],
    [{ allowedOrigins: "[1]" }, "orderflow:allowedOrigins is 1", "a list of origins"],
    [
      { allowedOrigins: '["*"]', allowCredentials: "true" },
      'orderflow:allowedOrigins is ["*"]',
      "List the origins",
    ],
    [
      { allowedOrigins: '["*"]', production: "true" },
      "in a production stack",
      "List the storefront's origins",
    ],
    [
      { adminPasswordSignIn: "true", production: "true" },
      "orderflow:adminPasswordSignIn is true",
      "Set it to false",
    ],
    [{ reconcileMaxSends: "0" }, "orderflow:reconcileMaxSends is 0", "from 1 to 10"],
    [{ operatorEmails: '["nobody"]' }, 'orderflow:operatorEmails is "nobody"', "operators@example.com"],
    [
      { reconcileAfterMinutes: "1" },
      "orderflow:reconcileAfterMinutes is 1",
      "tries a message for 90 s",
      "at least 2",
    ],
    [{ throtleRate: "10" }, "orderflow:throtleRate is not a setting", "throttleRate"],
  ];
  for (const [overrides, ...parts] of wrong) {
    it(`refuses ${JSON.stringify(overrides)}, and says why`, () => {
      const message = refusal(overrides);
      for (const part of parts) assert.ok(message.includes(part), message);
    });
  }

  it("names the key that has no value", () => {
    const { "orderflow:logLevel": _, ...rest } = projectDefaults();
    assert.throws(
      () => readSettings(rest, "orderflow"),
      /orderflow:logLevel has no value.*pulumi config set/,
    );
  });
});
