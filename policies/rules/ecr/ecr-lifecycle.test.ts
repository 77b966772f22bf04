import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { ecrLifecycle } from "./ecr-lifecycle.ts";

const REPOSITORY = "aws:ecr/repository:Repository";

describeGraphRule(ecrLifecycle, {
  good: [
    resource(REPOSITORY, "rebuild"),
    resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "expiry", { repository: ref("rebuild", "name") }),
  ],
  bad: {
    none: { without: ["expiry"], on: ["rebuild"] },
    "another repository's": { plus: [resource(REPOSITORY, "other")], on: ["other"] },
  },
  nearMisses: {
    "with a policy besides": {
      plus: [
        resource("aws:ecr/repositoryPolicy:RepositoryPolicy", "access", {
          repository: ref("rebuild", "name"),
        }),
      ],
    },
  },
});
