import { Members } from "../../../core/members.ts";
import type { Operation } from "../../../core/service.ts";
import { requireTags } from "../../../core/tags.ts";
import { constraint, invalidParameter, missingMember, resourceNotFound } from "../errors.ts";
import type { UserPool } from "../user-pool.ts";
import { lambdaConfigType, userPoolType } from "./describe.ts";
import { type CognitoParts, type Operations, page, poolOperation } from "./operation.ts";
import { fixedSettings, poolSettings, schemaAttribute } from "./pool-input.ts";

/** Pools as a whole. */
export function poolOperations(parts: CognitoParts): Operations {
  const { pools } = parts;
  const onAll = (name: string, handle: (input: Members) => unknown): Operation => ({
    access: () => [{ action: `cognito-idp:${name}`, resource: "*" }],
    handle: (input) => handle(new Members(input, missingMember)),
  });
  const onArn = (name: string, handle: (pool: UserPool, input: Members) => unknown): Operation => {
    const arnOf = (input: unknown) => new Members(input, missingMember).text("ResourceArn");
    return {
      access: (input) => [{ action: `cognito-idp:${name}`, resource: arnOf(input) }],
      handle: (input) => {
        const arn = arnOf(input);
        const pool = pools.find(arn.slice(arn.lastIndexOf("/") + 1));
        if (pool?.arn !== arn) throw resourceNotFound(`Resource ${arn} does not exist.`);
        return handle(pool, new Members(input, missingMember));
      },
    };
  };

  return {
    CreateUserPool: onAll("CreateUserPool", (input) => {
      const settings = poolSettings("CreateUserPool", input, input.text("PoolName"));
      return { UserPool: userPoolType(pools.create({ ...settings, ...fixedSettings(input) })) };
    }),

    ListUserPools: onAll("ListUserPools", (input) => {
      const limit = input.integer("MaxResults");
      if (limit < 1 || limit > 60)
        throw constraint(limit, "maxResults", "Member must have value from 1 to 60");
      const { items, next } = page([...pools], input, "NextToken");
      return {
        UserPools: items.map(({ id, settings, createdAt, modifiedAt }) => ({
          Id: id,
          Name: settings.name,
          LambdaConfig: lambdaConfigType(settings.lambdaConfig),
          CreationDate: createdAt / 1000,
          LastModifiedDate: modifiedAt / 1000,
        })),
        ...(next && { NextToken: next }),
      };
    }),

    DescribeUserPool: poolOperation("DescribeUserPool", parts, (pool) => ({ UserPool: userPoolType(pool) })),

    UpdateUserPool: poolOperation("UpdateUserPool", parts, (pool, input) => {
      const { settings } = pool;
      const changed = poolSettings("UpdateUserPool", input, input.optionalText("PoolName") ?? settings.name);
      const { softwareTokenMfa } = settings;
      pools.update(pool.id, { ...settings, ...changed, softwareTokenMfa });
      return {};
    }),

    DeleteUserPool: poolOperation("DeleteUserPool", parts, (pool) => {
      pools.delete(pool.id);
      return {};
    }),

    AddCustomAttributes: poolOperation("AddCustomAttributes", parts, (pool, input) => {
      const added = input.structures("CustomAttributes").map(schemaAttribute);
      pools.update(pool.id, { ...pool.settings, schema: [...pool.settings.schema, ...added] });
      return {};
    }),

    TagResource: onArn("TagResource", (pool, input) => {
      const tags = requireTags({ ...pool.settings.tags, ...input.optionalTextMap("Tags") }, invalidParameter);
      pool.settings = { ...pool.settings, tags };
      return {};
    }),

    UntagResource: onArn("UntagResource", (pool, input) => {
      const removed = input.optionalTexts("TagKeys") ?? [];
      const kept = Object.entries(pool.settings.tags).filter(([key]) => !removed.includes(key));
      pool.settings = { ...pool.settings, tags: Object.fromEntries(kept) };
      return {};
    }),

    ListTagsForResource: onArn("ListTagsForResource", (pool) => ({ Tags: pool.settings.tags })),
  };
}
