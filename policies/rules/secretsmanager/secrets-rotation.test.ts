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
    "once a year by a rate": {
      set: { rotation: { rotationRules: { scheduleExpression: "rate(365 days)" } } },
      on: ["payments"],
    },
    "once a year by a cron": {
      set: { rotation: { rotationRules: { scheduleExpression: "cron(0 8 1 JAN ? *)" } } },
      on: ["payments"],
    },
    "twice a year by a cron": {
      set: { rotation: { rotationRules: { scheduleExpression: "cron(0 8 1 1/6 ? *)" } } },
      on: ["payments"],
    },
    "in the first half of the year only": {
      set: { rotation: { rotationRules: { scheduleExpression: "cron(0 8 1 1-6 ? *)" } } },
      on: ["payments"],
    },
    "less often than the stack asks for": { settings: { maximumRotationDays: 7 }, on: ["payments"] },
    "another secret": { plus: [resource(SECRET, "mail")], on: ["mail"] },
  },
  nearMisses: {
    "by a rate": { set: { rotation: { rotationRules: { scheduleExpression: "rate(10 days)" } } } },
    "by a rate in hours": { set: { rotation: { rotationRules: { scheduleExpression: "rate(4 hours)" } } } },
    "every month": { set: { rotation: { rotationRules: { scheduleExpression: "cron(0 8 1 * ? *)" } } } },
    "every other month": {
      set: { rotation: { rotationRules: { scheduleExpression: "cron(0 8 1 JAN,MAR,MAY,JUL,SEP,NOV ? *)" } } },
    },
    "once a year where that is enough": {
      set: { rotation: { rotationRules: { automaticallyAfterDays: 365 } } },
      settings: { maximumRotationDays: 365 },
    },
  },
});
