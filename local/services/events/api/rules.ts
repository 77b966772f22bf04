import type { Members } from "../../../core/members.ts";
import { notValid } from "../errors.ts";
import { parsePattern, type Rule, type RuleInput, type Rules } from "../rules.ts";
import type { Target } from "../targets.ts";
import { listed, type Operations, operation, passRole, present, unscoped } from "./operations.ts";
import { readTags } from "./tags.ts";

export function ruleOperations(rules: Rules): Operations {
  const onRule =
    (action: string, member = "Name") =>
    (input: Members) => [
      {
        action: `events:${action}`,
        resource: rules.arnOf(input.text(member), input.optionalText("EventBusName")),
      },
    ];
  const ruleIn = (input: Members, member = "Name") =>
    rules.require(input.text(member), input.optionalText("EventBusName"));
  return {
    PutRule: operation(
      (input) => [...onRule("PutRule")(input), ...passRole(input.optionalText("RoleArn"))],
      (input) => ({ RuleArn: rules.put(ruleInputIn(input), readTags(input)).arn }),
    ),
    DescribeRule: operation(onRule("DescribeRule"), (input) => describe(ruleIn(input))),
    DeleteRule: operation(onRule("DeleteRule"), (input) => {
      rules.delete(input.text("Name"), input.optionalText("EventBusName"));
      return {};
    }),
    EnableRule: operation(onRule("EnableRule"), (input) => {
      rules.enable(ruleIn(input), true);
      return {};
    }),
    DisableRule: operation(onRule("DisableRule"), (input) => {
      rules.enable(ruleIn(input), false);
      return {};
    }),
    ListRules: operation(unscoped("ListRules"), (input) =>
      listed(input, "Rules", rules.of(input.optionalText("EventBusName")), describe),
    ),
    ListRuleNamesByTarget: operation(unscoped("ListRuleNamesByTarget"), (input) => {
      const targetArn = input.text("TargetArn");
      const found = rules
        .of(input.optionalText("EventBusName"))
        .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === targetArn));
      return listed(input, "RuleNames", found, ({ name }) => name);
    }),
    PutTargets: operation(
      (input) => [
        ...onRule(
          "PutTargets",
          "Rule",
        )(input).map((access) => ({
          ...access,
          context: { "events:TargetArn": targetsIn(input).map(({ Arn }) => String(Arn)) },
        })),
        ...targetsIn(input).flatMap(({ RoleArn }) => passRole(RoleArn)),
      ],
      (input) => {
        rules.putTargets(ruleIn(input, "Rule"), targetsIn(input));
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    RemoveTargets: operation(onRule("RemoveTargets", "Rule"), (input) => {
      const { targets } = ruleIn(input, "Rule");
      const FailedEntries = (input.optionalTexts("Ids") ?? [])
        .filter((id) => !targets.delete(id))
        .map((TargetId) => ({
          TargetId,
          ErrorCode: "ResourceNotFoundException",
          ErrorMessage: `Rule does not have a target ${TargetId}.`,
        }));
      return { FailedEntryCount: FailedEntries.length, FailedEntries };
    }),
    ListTargetsByRule: operation(onRule("ListTargetsByRule", "Rule"), (input) => {
      const targets = [...ruleIn(input, "Rule").targets.values()].map((target) => ({
        name: target.Id,
        target,
      }));
      return listed(input, "Targets", targets, ({ target }) => target);
    }),
    TestEventPattern: operation(unscoped("TestEventPattern"), (input) => ({
      Result: parsePattern(input.text("EventPattern")).matches(readEvent(input.text("Event"))),
    })),
  };
}

function ruleInputIn(input: Members): RuleInput {
  return {
    Name: input.text("Name"),
    ...present({
      EventBusName: input.optionalText("EventBusName"),
      EventPattern: input.optionalText("EventPattern") || undefined,
      ScheduleExpression: input.optionalText("ScheduleExpression") || undefined,
      Description: input.optionalText("Description"),
      State: input.optionalText("State"),
      RoleArn: input.optionalText("RoleArn"),
    }),
  } as RuleInput;
}

/** What they hold is checked one by one, and kept as it came. */
function targetsIn(input: Members): readonly Target[] {
  return input.list("Targets") as readonly Target[];
}

function describe(rule: Rule): object {
  const { EventPattern, ScheduleExpression, Description, State = "ENABLED", RoleArn } = rule.input;
  return present({
    Name: rule.name,
    Arn: rule.arn,
    EventPattern,
    ScheduleExpression,
    State,
    Description,
    RoleArn,
    EventBusName: rule.bus.name,
  });
}

/** An event to test a pattern with needs all that EventBridge gives one but its details. */
const REQUIRED = ["id", "account", "source", "time", "region", "resources", "detail-type"];

function readEvent(json: string): object {
  let event: unknown;
  try {
    event = JSON.parse(json);
  } catch {
    throw notValid("Event", "it is not JSON.");
  }
  if (typeof event !== "object" || event === null || Array.isArray(event))
    throw notValid("Event", "it is not a JSON object.");
  const missing = REQUIRED.find((name) => !Object.hasOwn(event, name));
  if (missing !== undefined) throw notValid("Event", `it has no ${missing}.`);
  return event;
}
