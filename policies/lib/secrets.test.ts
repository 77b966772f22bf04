import assert from "node:assert/strict";
import { credentialIn, isSecretName, secretFault } from "./secrets.ts";

describe("secrets", () => {
  it("are known by their form, anywhere in a text", () => {
    const credentials = [
      `key ${"AKIA"}IOSFODNN7EXAMPLE in a text`,
      `-----BEGIN RSA ${"PRIVATE"} KEY-----\nMII`,
      `ghp_${"a1B2".repeat(9)}`,
      `xoxb-${"1234567890"}-abc`,
      `sk_live_${"a1B2".repeat(4)}`,
      `eyJ${"hbGciOiJIUzI1"}.eyJ${"zdWIiOiIxMjM0"}.${"c2lnbmF0dXJl"}`,
      "postgres://orders:correct-horse@db/orders",
    ];
    assert.deepEqual(
      credentials.filter((text) => credentialIn(text) === undefined),
      [],
    );
    for (const text of [
      "orders",
      "arn:aws:sqs:eu-west-1:111122223333:orders",
      "https://example.com/a:b",
      "eyJhbGci",
    ])
      assert.equal(credentialIn(text), undefined, text);
  });

  it("are known by their name, unless it says where they are kept", () => {
    for (const name of ["DB_PASSWORD", "apiKey", "STRIPE_SECRET", "auth_token"])
      assert.ok(isSecretName(name), name);
    for (const name of ["SECRET_ARN", "PASSWORD_PARAMETER", "TOKEN_URL", "TOKEN_TTL_SECONDS", "ORDERS_TABLE"])
      assert.ok(!isSecretName(name), name);
  });

  it("are no references and no switches", () => {
    assert.equal(secretFault("DB_PASSWORD", "correct-horse"), "is a secret by its name");
    for (const value of [
      "",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
      "/orderflow/db",
      "true",
      "3600",
    ])
      assert.equal(secretFault("DB_PASSWORD", value), undefined, value);
  });
});
