import { PolicyPack } from "@pulumi/policy";
import { packPolicies } from "./lib/pack.ts";
import { Session } from "./lib/session.ts";
import { RULES } from "./rules/index.ts";

new PolicyPack("orderflow", { policies: packPolicies(RULES, new Session()) });
