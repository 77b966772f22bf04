import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

export const dynamodbCmk = defineRule({
  id: "dynamodb-cmk",
  severity: "medium",
  service: "dynamodb",
  title: "Tables of classified data are encrypted by a customer's key, their replicas too.",
  why: "AWS's own key encrypts for whoever may read the table; one's own key has a policy, a log and an end.",
  remediation: "Set serverSideEncryption to { enabled: true, kmsKeyArn }, and kmsKeyArn of each replica.",
  url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html",
  anchors: ["checkov:CKV_AWS_119", "checkov:CKV_AWS_271", "trivy:AWS-0025"],
  dataClass: true,
  types: ["aws:dynamodb/table:Table"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      return combine([
        failUnless(
          props.boolean("serverSideEncryption.enabled") === true &&
            props.has("serverSideEncryption.kmsKeyArn"),
          "serverSideEncryption names no kmsKeyArn.",
        ),
        each(props.blocks("replicas"), (replica) =>
          failUnless(
            replica.has("kmsKeyArn"),
            `The replica in ${replica.string("regionName")} has no kmsKeyArn.`,
            replica.string("regionName"),
          ),
        ),
      ]);
    }),
});
