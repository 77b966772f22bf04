import { expandAction } from "./actions.ts";
import { isAdministration } from "./administration.ts";
import { isOpen } from "./arns.ts";
import { demanded } from "./conditions.ts";
import type { PolicyDocument, Statement } from "./policy-document.ts";

/** Actions which together let their holder take more permissions than it was given. */
interface Escalation {
  readonly actions: readonly string[];
  readonly how: string;
}

const own = (action: string, how: string): Escalation => ({ actions: [action], how });
const pass = (how: string, ...actions: readonly string[]): Escalation => ({
  actions: ["iam:PassRole", ...actions],
  how,
});

/** After Rhino Security Labs' and Datadog's catalogues of IAM privilege escalation, for the services here. */
const ESCALATIONS: readonly Escalation[] = [
  own("iam:CreatePolicyVersion", "writes a new version of a policy"),
  own("iam:SetDefaultPolicyVersion", "brings back a wider version of a policy"),
  own("iam:AttachUserPolicy", "attaches any policy to a user"),
  own("iam:AttachGroupPolicy", "attaches any policy to a group"),
  own("iam:AttachRolePolicy", "attaches any policy to a role"),
  own("iam:PutUserPolicy", "writes a policy into a user"),
  own("iam:PutGroupPolicy", "writes a policy into a group"),
  own("iam:PutRolePolicy", "writes a policy into a role"),
  own("iam:AddUserToGroup", "joins a group of administrators"),
  own("iam:UpdateAssumeRolePolicy", "makes a role trust anyone"),
  own("iam:CreateAccessKey", "makes keys for another user"),
  own("iam:CreateLoginProfile", "gives another user a password"),
  own("iam:UpdateLoginProfile", "changes another user's password"),
  own("iam:DeleteRolePermissionsBoundary", "lifts the boundary of a role"),
  own("iam:PutRolePermissionsBoundary", "widens the boundary of a role"),
  own("lambda:UpdateFunctionCode", "runs its code with any function's role"),
  own("lambda:UpdateFunctionConfiguration", "adds a layer or an environment to any function"),
  own("glue:UpdateDevEndpoint", "opens a shell with an endpoint's role"),
  own("ssm:SendCommand", "runs commands with any instance's role"),
  own("ssm:StartSession", "opens a shell with any instance's role"),
  pass("runs a function with any role", "lambda:CreateFunction", "lambda:InvokeFunction"),
  pass("runs a function with any role", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
  pass("runs a function with any role", "lambda:CreateFunction", "lambda:AddPermission"),
  pass("starts an instance with any role", "ec2:RunInstances"),
  pass("runs a container with any role", "ecs:RegisterTaskDefinition"),
  pass("runs a task with any role in place of its own", "ecs:RunTask"),
  pass("runs a state machine with any role", "states:CreateStateMachine"),
  pass("runs a state machine with any role", "states:UpdateStateMachine"),
  pass("has the scheduler call AWS with any role", "scheduler:CreateSchedule"),
  pass("has a pipe call its target with any role", "pipes:CreatePipe"),
  pass("has a rule call its target with any role", "events:PutTargets"),
  pass("runs a job with any role", "glue:CreateJob"),
  pass("runs a job with any role", "glue:UpdateJob"),
  pass("opens a shell with any role", "glue:CreateDevEndpoint"),
  pass("creates a stack with any role", "cloudformation:CreateStack"),
  pass("runs a build with any role", "codebuild:CreateProject"),
  pass("opens a notebook with any role", "sagemaker:CreateNotebookInstance"),
  pass("runs a container with any role", "sagemaker:CreateTrainingJob"),
  pass("runs a container with any role", "sagemaker:CreateProcessingJob"),
  pass("runs an automation with any role", "ssm:StartAutomationExecution"),
  pass("gives an identity pool's users any role", "cognito-identity:SetIdentityPoolRoles"),
];

const SINGLE = new Set(
  ESCALATIONS.filter(({ actions }) => actions.length === 1).flatMap(({ actions }) => actions),
);
const INVOLVED = new Set(ESCALATIONS.flatMap(({ actions }) => actions));

/** What a document grants, and what its holder can do with it to raise its own permissions. */
interface WayUp {
  /** Actions, or the wildcards that the document has for them. */
  readonly granted: readonly string[];
  readonly how: string;
  /** Of how many that the same wildcards open this is the first. */
  readonly ways: number;
}

/** The ways up that a document opens: one for each combination of grants, however many actions a wildcard stands for. */
export function waysUp(document: PolicyDocument): readonly WayUp[] {
  const grants = new Map<string, string>();
  for (const [action, grant] of document.statements.flatMap(openActions))
    if (!grants.has(action)) grants.set(action, grant);
  const ways = new Map<string, WayUp>();
  for (const { actions, how } of ESCALATIONS) {
    if (!actions.every((action) => grants.has(action))) continue;
    const granted = [...new Set(actions.map((action) => grants.get(action) ?? action))];
    const known = ways.get(granted.join());
    ways.set(
      granted.join(),
      known === undefined ? { granted, how, ways: 1 } : { ...known, ways: known.ways + 1 },
    );
  }
  return [...ways.values()];
}

/**
 * The actions of the table that a statement allows where it matters, each with what it is granted by: what is powerful
 * by itself, and passing roles, on resources it does not name; the actions that use a passed role on any.
 */
function openActions(statement: Statement): readonly (readonly [action: string, grant: string])[] {
  if (statement.effect !== "Allow" || isBounded(statement)) return [];
  const open = statement.resources.length === 0 || statement.resources.some(isOpen);
  return statement.actions
    .filter((pattern) => !isAdministration(pattern))
    .flatMap((pattern) =>
      expandAction(pattern).map(({ name }) => [name, /[*?]/.test(pattern) ? pattern : name] as const),
    )
    .filter(
      ([action]) => INVOLVED.has(action) && (open || !(action === "iam:PassRole" || SINGLE.has(action))),
    );
}

/** A boundary on what is made, or a list of what may be attached, keeps a delegated administrator down. */
function isBounded({ conditions }: Statement): boolean {
  return ["iam:PermissionsBoundary", "iam:PolicyARN"].some((key) => demanded(conditions, key) !== undefined);
}
