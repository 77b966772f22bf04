import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { secretsRotation } from "./secrets-rotation.ts";

const SECRET = "aws:secretsmanager/secret:Secret";

describeGraphRule(secretsRotation, {
  good: [
    resource(SECRET, "payments"),
    resource("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
      secretId: ref("payments", "id"),
      rotationRules: { automaticallyAfterDays: 30 },
    }),
  ],
  bad: {
    never: { without: ["rotation"], on: ["payments"] },
    "once a year": {
      set: { rotation: { rotationRules: { automaticallyAfterDays: 365 } } },
      on: ["payments"],
    },
    "another secret": { plus: [resource(SECRET, "mail")], on: ["mail"] },
  },
  nearMisses: {
    "by a schedule": { set: { rotation: { rotationRules: { scheduleExpression: "rate(10 days)" } } } },
  },
});
