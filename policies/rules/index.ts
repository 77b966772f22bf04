import type { Rule } from "../lib/rule.ts";
import * as iam from "./iam/index.ts";
import * as lambda from "./lambda/index.ts";
import * as resourcePolicies from "./resource-policies/index.ts";
import * as sqs from "./sqs/index.ts";

/** Every rule of the pack. A service's index file exports its rules; nothing else is exported there. */
export const RULES: readonly Rule[] = [iam, lambda, resourcePolicies, sqs].flatMap((service) =>
  Object.values<Rule>(service),
);
