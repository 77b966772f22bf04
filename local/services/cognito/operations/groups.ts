import type { Members } from "../../../core/members.ts";
import type { GroupSettings } from "../model.ts";
import { type CognitoParts, groupType, type Operations, page, poolOperation } from "./operation.ts";

/** The groups of pools; who is in them is with the users. */
export function groupOperations(parts: CognitoParts): Operations {
  const { pools } = parts;
  return {
    CreateGroup: poolOperation("CreateGroup", parts, (pool, input) => ({
      Group: groupType(pool, pools.createGroup(pool.id, groupSettings(input))),
    })),

    GetGroup: poolOperation("GetGroup", parts, (pool, input) => ({
      Group: groupType(pool, pool.group(input.text("GroupName"))),
    })),

    UpdateGroup: poolOperation("UpdateGroup", parts, (pool, input) => {
      const { settings } = pool.group(input.text("GroupName"));
      const group = pools.updateGroup(pool.id, { ...settings, ...groupSettings(input) });
      return { Group: groupType(pool, group) };
    }),

    DeleteGroup: poolOperation("DeleteGroup", parts, (pool, input) => {
      pools.deleteGroup(pool.id, pool.group(input.text("GroupName")).settings.groupName);
      return {};
    }),

    ListGroups: poolOperation("ListGroups", parts, (pool, input) => {
      const { items, next } = page([...pool.groups.values()], input, "NextToken");
      return { Groups: items.map((group) => groupType(pool, group)), ...(next && { NextToken: next }) };
    }),
  };
}

function groupSettings(input: Members): GroupSettings {
  const description = input.optionalText("Description");
  const precedence = input.optionalInteger("Precedence");
  const roleArn = input.optionalText("RoleArn");
  return {
    groupName: input.text("GroupName"),
    ...(description !== undefined && { description }),
    ...(precedence !== undefined && { precedence }),
    ...(roleArn !== undefined && { roleArn }),
  };
}
