import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { cfLogging } from "./cf-logging.ts";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

describeGraphRule(cfLogging, {
  good: [
    resource(DISTRIBUTION, "shop", { enabled: true }),
    resource("aws:cloudwatch/logDeliverySource:LogDeliverySource", "requests", {
      logType: "ACCESS_LOGS",
      resourceArn: ref("shop"),
    }),
  ],
  bad: {
    none: { without: ["requests"], on: ["shop"] },
    "another distribution's": { plus: [resource(DISTRIBUTION, "blog", { enabled: true })], on: ["blog"] },
  },
  nearMisses: {
    "standard logs": {
      set: { shop: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } } },
      without: ["requests"],
    },
  },
});
