import assert from "node:assert/strict";
import { demanded, parseConditions, restrictCaller, restrictSource } from "./conditions.ts";

const of = (condition: object) => parseConditions(condition, "Statement[0]");

describe("conditions", () => {
  it("demand what only a request with the value fulfils", () => {
    assert.deepEqual(demanded(of({ StringEquals: { "AWS:SourceAccount": "1" } }), "aws:SourceAccount"), [
      "1",
    ]);
    for (const operator of ["StringEqualsIfExists", "ForAllValues:StringEquals", "StringNotEquals", "Null"]) {
      assert.equal(
        demanded(of({ [operator]: { "aws:SourceAccount": "1" } }), "aws:SourceAccount"),
        undefined,
      );
    }
  });

  it("keep strangers out when they name an account, organization, network or resource", () => {
    const narrow = [
      { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
      { StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } },
      { ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/*" } },
      { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::files" } },
      { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    ];
    const open = [
      { StringLike: { "aws:PrincipalOrgID": "*" } },
      { StringLike: { "aws:PrincipalOrgID": "o-*" } },
      { StringLike: { "aws:SourceAccount": "1111*" } },
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*/r-ab12/*" } },
      { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } },
      { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
      { StringEquals: { "aws:SourceVpce": ["vpce-1", "*"] } },
      { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
      { Bool: { "aws:SecureTransport": "true" } },
      {},
    ];
    assert.deepEqual(
      narrow.filter((condition) => !restrictCaller(of(condition))),
      [],
    );
    assert.deepEqual(
      open.filter((condition) => restrictCaller(of(condition))),
      [],
    );
  });

  it("tie a service to its source by account, resource or encryption context, not by network", () => {
    assert.ok(restrictSource(of({ StringEquals: { "aws:SourceAccount": "111122223333" } })));
    assert.ok(
      restrictSource(of({ ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:1:*" } })),
    );
    assert.ok(!restrictSource(of({ StringLike: { "kms:EncryptionContext:aws:logs:arn": "*" } })));
    assert.ok(!restrictSource(of({ StringEquals: { "aws:SourceVpce": "vpce-1" } })));
  });
});
