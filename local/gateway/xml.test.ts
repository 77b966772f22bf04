import assert from "node:assert/strict";
import { AwsError } from "../core/errors.ts";
import { parseXml } from "./xml.ts";

describe("XML", () => {
  it("becomes text and structures, and lists where a name comes more than once", () => {
    const document = `<?xml version="1.0" encoding="UTF-8"?>
      <!-- a comment --><Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>
        <Tag><Key>a&amp;b</Key><Value/></Tag><Tag><Key>&#x63;&#100;</Key><Value><![CDATA[<x>]]></Value></Tag>
      </TagSet></Tagging>`;
    assert.deepEqual(parseXml(document), {
      name: "Tagging",
      value: {
        TagSet: {
          Tag: [
            { Key: "a&b", Value: "" },
            { Key: "cd", Value: "<x>" },
          ],
        },
      },
    });
  });

  it("keeps white space in text", () => {
    assert.deepEqual(parseXml("<Key> a b </Key>"), { name: "Key", value: " a b " });
  });

  const broken = [
    "",
    "text",
    "<a>",
    "</a>",
    "<a></b>",
    "<a/><b/>",
    "<a/><a/>",
    "<a>&nbsp;</a>",
    "<a>&</a>",
    "<a b=c/>",
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "<a>".repeat(60) + "</a>".repeat(60),
  ];
  for (const text of broken)
    it(`refuses ${text.slice(0, 40) || "nothing"}`, () =>
      assert.throws(
        () => parseXml(text),
        (error) => error instanceof AwsError && error.code === "MalformedXML",
      ));
});
