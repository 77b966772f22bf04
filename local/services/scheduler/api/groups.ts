import type { Account } from "../../../core/account.ts";
import { validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { requireTags } from "../../../core/tags.ts";
import { constraint } from "../errors.ts";
import type { ScheduleGroup } from "../schedule-groups.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ClientTokens } from "./client-tokens.ts";
import { listed, type Operations, onGroup, onTagged, operation, unscoped } from "./operations.ts";

/** Groups of schedules and their tags; schedules themselves have none. */
export function groupOperations(account: Account, scheduler: Scheduler, tokens: ClientTokens): Operations {
  const { groups } = scheduler;
  const taggedIn = (input: Members) => groups.require(groupNameOf(input.text("ResourceArn")));
  return {
    CreateScheduleGroup: operation(onGroup(account, "CreateScheduleGroup"), (input) =>
      tokens.once("CreateScheduleGroup", input.optionalText("ClientToken"), () => ({
        ScheduleGroupArn: groups.create(input.text("Name"), tagsIn(input)).arn,
      })),
    ),
    DeleteScheduleGroup: operation(onGroup(account, "DeleteScheduleGroup"), (input) =>
      tokens.once("DeleteScheduleGroup", input.optionalText("ClientToken"), () => {
        scheduler.deleteGroup(input.text("Name"));
        return {};
      }),
    ),
    GetScheduleGroup: operation(onGroup(account, "GetScheduleGroup"), (input) =>
      describe(groups.require(input.text("Name"))),
    ),
    ListScheduleGroups: operation(unscoped("ListScheduleGroups"), (input) => {
      const prefix = input.optionalText("NamePrefix") ?? "";
      const found = [...groups].filter(({ name }) => name.startsWith(prefix));
      return listed(input, "ScheduleGroups", found, describe);
    }),
    ListTagsForResource: operation(onTagged("ListTagsForResource"), (input) => ({
      Tags: Object.entries(taggedIn(input).tags).map(([Key, Value]) => ({ Key, Value })),
    })),
    TagResource: operation(onTagged("TagResource"), (input) => {
      const group = taggedIn(input);
      group.tags = requireTags({ ...group.tags, ...tagsIn(input) }, validationError);
      return {};
    }),
    UntagResource: operation(onTagged("UntagResource"), (input) => {
      const group = taggedIn(input);
      const removed = input.optionalTexts("TagKeys") ?? [];
      group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !removed.includes(key)));
      return {};
    }),
  };
}

function groupNameOf(arn: string): string {
  const [, name] = /^arn:aws[a-z-]*:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/([\w.-]+)$/.exec(arn) ?? [];
  if (name === undefined) throw constraint(arn, "resourceArn", "Member must be the ARN of a schedule group");
  return name;
}

function tagsIn(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("Tags") === undefined) return {};
  return Object.fromEntries(input.structures("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));
}

function describe({ arn, name, createdAt }: ScheduleGroup): object {
  return {
    Arn: arn,
    Name: name,
    State: "ACTIVE",
    CreationDate: createdAt / 1000,
    LastModificationDate: createdAt / 1000,
  };
}
