import assert from "node:assert/strict";
import { temporaryDirectory } from "../kit/platform.ts";
import { type Refusals, refusals } from "../kit/refusals.ts";
import { refusalsPage } from "../kit/refusals-page.ts";

/** What unsigned calls, unknown keys and wrong secrets are called. The JSON protocols' words, where there are no others. */
const WORDS = {
  JSON: [/^MissingAuthenticationToken/, "UnrecognizedClientException", "InvalidSignatureException"],
  query: [/^MissingAuthenticationToken/, "InvalidClientTokenId", "SignatureDoesNotMatch"],
  "REST-XML": [/^AccessDenied$/, "InvalidAccessKeyId", "SignatureDoesNotMatch"],
} as const;

function wordsOf(protocol: string) {
  return protocol === "query" || protocol === "REST-XML" ? WORDS[protocol] : WORDS.JSON;
}

describe("Every service behind the gateway", () => {
  let all: readonly Refusals[];

  before(async () => {
    all = await refusals(temporaryDirectory());
  });

  const each = (check: (refusal: Refusals, what: string) => void) => {
    for (const refusal of all) check(refusal, `${refusal.service}, ${refusal.protocol}`);
  };

  it("refuses calls without a signature", () =>
    each(({ unsigned, protocol }, what) => assert.match(unsigned.code, wordsOf(protocol)[0], what)));

  it("refuses unknown access keys", () =>
    each(({ unknownKey, protocol }, what) => assert.equal(unknownKey.code, wordsOf(protocol)[1], what)));

  it("refuses wrong secrets", () =>
    each(({ wrongSecret, protocol }, what) => assert.equal(wrongSecret.code, wordsOf(protocol)[2], what)));

  it("refuses expired sessions", () =>
    each(({ expiredSession }, what) => assert.match(expiredSession.code, /^ExpiredToken/, what)));

  it("refuses what is explicitly denied, whatever else allows it", () =>
    each(({ explicitDeny }, what) => {
      assert.match(explicitDeny.code, /^(AccessDenied(Exception)?|AuthorizationError)$/, what);
      assert.match(explicitDeny.message, /with an explicit deny in an identity-based policy/, what);
    }));

  it("is in the table of docs/local-cloud.md", async () => {
    const { actual, expected } = await refusalsPage(temporaryDirectory());
    assert.equal(actual, expected, "docs/local-cloud.md is out of date: npm run generate");
  });
});
