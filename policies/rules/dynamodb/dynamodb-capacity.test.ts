import { describeGraphRule, resource } from "../../lib/testing/graph-rule.ts";
import { dynamodbCapacity } from "./dynamodb-capacity.ts";

const TABLE = "aws:dynamodb/table:Table";

describeGraphRule(dynamodbCapacity, {
  good: [resource(TABLE, "orders", { billingMode: "PAY_PER_REQUEST" })],
  bad: {
    provisioned: { set: { orders: { billingMode: "PROVISIONED", readCapacity: 5 } }, on: ["orders"] },
    "provisioned by default": {
      set: { orders: { billingMode: undefined, readCapacity: 5 } },
      on: ["orders"],
    },
    "scaled for another table": {
      set: { orders: { billingMode: "PROVISIONED", readCapacity: 5 } },
      plus: [resource("aws:appautoscaling/target:Target", "reads", { resourceId: "table/users" })],
      on: ["orders"],
    },
  },
  nearMisses: {
    "provisioned and scaled": {
      set: { orders: { billingMode: "PROVISIONED", readCapacity: 5 } },
      plus: [resource("aws:appautoscaling/target:Target", "reads", { resourceId: "table/orders" })],
    },
  },
});
