import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, fail, failUnless, notApplicable } from "../../lib/verdict.ts";

export const pipesDlq = defineRule({
  id: "pipes-dlq",
  severity: "high",
  service: "pipes",
  title: "Pipes from streams send what they give up on to a dead-letter queue, after bounded retries.",
  why: "By default a pipe tries a bad batch until it expires, and its shard stands still; what expires is gone.",
  remediation: "Set deadLetterConfig.arn and maximumRetryAttempts in the source's stream parameters.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-error-troubleshooting.html",
  anchors: [],
  types: ["aws:pipes/pipe:Pipe"],
  check: ({ props }) => {
    const stream = ["kinesisStreamParameters", "dynamodbStreamParameters"].find((name) =>
      props.has(`sourceParameters.${name}`),
    );
    if (stream === undefined) {
      const source = props.string("source") ?? "";
      return /^arn:[^:]+:(kinesis|dynamodb):/.test(source)
        ? fail(`sourceParameters says nothing about the failures of ${source}.`)
        : notApplicable;
    }
    const parameters = `sourceParameters.${stream}`;
    return combine([
      failUnless(
        props.has(`${parameters}.deadLetterConfig.arn`),
        `${parameters}.deadLetterConfig.arn is not set.`,
      ),
      attempt(() =>
        failUnless(
          (props.number(`${parameters}.maximumRetryAttempts`) ?? -1) >= 0,
          `${parameters}.maximumRetryAttempts is not set: the pipe retries until the records expire.`,
          "retries",
        ),
      ),
    ]);
  },
});
