import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PullRequestComment } from "../github/pull-request-comment.ts";
import { MARKER, planComment } from "../plan/comment.ts";
import { PLANS, readPlans } from "../plan/files.ts";
import { run } from "../run.ts";

/** `npm run ci:comment`: puts the plans of `ci:preview` on the pull request, as one comment that later runs update. */
async function comment(): Promise<void> {
  const { values } = parseArgs({
    options: { plans: { type: "string" }, "dry-run": { type: "boolean", default: false } },
  });
  const text = planComment(readPlans(values.plans ?? join(resolve("."), PLANS)));
  console.log(text);
  if (values["dry-run"]) return;
  const done = await PullRequestComment.fromEnvironment(process.env).put(MARKER, text);
  console.log(`The comment has been ${done === "unchanged" ? "left as it is: the plan is the same" : done}.`);
}

run(comment);
