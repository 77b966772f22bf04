import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { auroraForceTls } from "./aurora-force-tls.ts";

const parameters = (name: string, value: string) => ({ parameters: [{ name, value }] });

describeGraphRule(auroraForceTls, {
  good: [
    resource("aws:rds/cluster:Cluster", "orders", { dbClusterParameterGroupName: ref("tls", "name") }),
    resource("aws:rds/clusterParameterGroup:ClusterParameterGroup", "tls", parameters("rds.force_ssl", "1")),
  ],
  bad: {
    "no group": { set: { orders: { dbClusterParameterGroupName: undefined } }, on: ["orders"] },
    "AWS's own group": {
      set: { orders: { dbClusterParameterGroupName: "default.aurora-postgresql16" } },
      on: ["orders"],
    },
    "switched off": { set: { tls: parameters("rds.force_ssl", "0") }, on: ["orders"] },
    "another parameter": { set: { tls: parameters("log_statement", "all") }, on: ["orders"] },
  },
  nearMisses: { "MySQL's parameter": { set: { tls: parameters("require_secure_transport", "ON") } } },
  notApplicable: {
    "a group of another stack": {
      set: { orders: { dbClusterParameterGroupName: "company-wide" } },
      without: ["tls"],
    },
  },
});
