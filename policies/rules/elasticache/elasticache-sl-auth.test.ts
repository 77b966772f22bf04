import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { elasticacheSlAuth } from "./elasticache-sl-auth.ts";

const user = (accessString: string, change: object = {}) =>
  given(
    {
      engine: "valkey",
      userId: "orders",
      userName: "orders",
      authenticationMode: { type: "iam" },
      accessString,
      ...change,
    },
    { type: "aws:elasticache/user:User" },
  );

describeRule<Record<string, unknown>>(elasticacheSlAuth, {
  good: { engine: "valkey", userGroupId: "orders" },
  bad: {
    "no users": { userGroupId: undefined },
    "a user without a password": user("on ~orders:* +get", { noPasswordRequired: true }),
    "a user without a password, in a block": user("on ~orders:* +get", {
      authenticationMode: { type: "no-password-required" },
    }),
    "a user who may do everything": user("on ~* +@all"),
    "a user who may do everything by its words": user("on allkeys allcommands"),
  },
  nearMisses: {
    "a user of some keys and commands": user("on ~orders:* +get +set"),
    "a user who may do everything with some keys": user("on ~orders:* +@all"),
    "the default user, switched off": user("off ~* +@all", { noPasswordRequired: true }),
  },
  notApplicable: { "memcached, which has no users": { engine: "memcached", userGroupId: undefined } },
});
