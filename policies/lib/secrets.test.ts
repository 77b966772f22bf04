import assert from "node:assert/strict";
import { secretIn, secretNamed } from "./secrets.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const made = (...parts: string[]) => parts.join("");

describe("secrets", () => {
  it("are known by their looks", () => {
    assert.equal(secretIn(made("AKIA", "IOSFODNN7EXAMPLE")), "an AWS access key");
    assert.equal(secretIn(made("-----BEGIN RSA ", "PRIVATE KEY-----")), "a private key");
    assert.equal(secretIn(made("ghp_", "a".repeat(36))), "a GitHub token");
    assert.equal(secretIn(made("sk_live_", "a1".repeat(12))), "a Stripe key");
    assert.equal(secretIn("postgres://app:hunter22@db.internal/orders"), "a password in a URL");
  });

  it("are known by their names", () => {
    assert.equal(secretNamed("DB_PASSWORD", "correct-horse-battery"), "a secret by its name");
    assert.equal(secretNamed("stripeApiKey", "f3a9c1d27b"), "a secret by its name");
  });

  it("are not what only names one, or is too plain to be one", () => {
    for (const [name, value] of [
      ["DB_PASSWORD_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"],
      ["SECRET_NAME", "orders/payment-provider"],
      ["API_KEY_HEADER", "x-api-key-of-partner"],
      ["PASSWORD_TTL", "86400000"],
      ["DB_PASSWORD", "{{resolve:secretsmanager:db}}"],
      ["TABLE_NAME", "orders-dev-7fa8d1b2"],
      ["API_URL", "https://api.example.com:8443/v1"],
    ] as const)
      assert.equal(secretNamed(name, value), undefined, name);
  });
});
