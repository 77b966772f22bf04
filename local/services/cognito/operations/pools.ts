import type { Access } from "../../../core/access.ts";
import { Members } from "../../../core/members.ts";
import type { Operation } from "../../../core/service.ts";
import { requestTagKeys, requireTags, resourceTagKeys } from "../../../core/tags.ts";
import { constraint, invalidParameter, missingMember, resourceNotFound } from "../errors.ts";
import type { UserPool } from "../user-pool.ts";
import { lambdaConfigType, userPoolType } from "./describe.ts";
import { type CognitoParts, type Operations, page, poolOperation } from "./operation.ts";
import { fixedSettings, poolSettings, schemaAttribute } from "./pool-input.ts";

/** What a request adds to the condition keys. */
type Conditions = (input: Members) => NonNullable<Access["context"]>;

/** Pools as a whole. */
export function poolOperations(parts: CognitoParts): Operations {
  const { pools } = parts;
  const onAll = (
    name: string,
    handle: (input: Members) => unknown,
    conditions: Conditions = () => ({}),
  ): Operation => ({
    access: (input) => [
      {
        action: `cognito-idp:${name}`,
        resource: "*",
        context: conditions(new Members(input, missingMember)),
      },
    ],
    handle: (input) => handle(new Members(input, missingMember)),
  });
  const onArn = (
    name: string,
    handle: (pool: UserPool, input: Members) => unknown,
    conditions: Conditions = () => ({}),
  ): Operation => {
    const arnOf = (input: Members) => input.text("ResourceArn");
    const find = (arn: string) => pools.find(arn.slice(arn.lastIndexOf("/") + 1));
    return {
      access: (given) => {
        const input = new Members(given, missingMember);
        const resource = arnOf(input);
        const tags = resourceTagKeys(find(resource)?.settings.tags ?? {});
        return [{ action: `cognito-idp:${name}`, resource, context: { ...tags, ...conditions(input) } }];
      },
      handle: (given) => {
        const input = new Members(given, missingMember);
        const arn = arnOf(input);
        const pool = find(arn);
        if (pool?.arn !== arn) throw resourceNotFound(`Resource ${arn} does not exist.`);
        return handle(pool, input);
      },
    };
  };

  return {
    CreateUserPool: onAll(
      "CreateUserPool",
      (input) => {
        const settings = poolSettings("CreateUserPool", input, input.text("PoolName"));
        return { UserPool: userPoolType(pools.create({ ...settings, ...fixedSettings(input) })) };
      },
      (input) => requestTagKeys(input.optionalTextMap("UserPoolTags") ?? {}),
    ),

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

    TagResource: onArn(
      "TagResource",
      (pool, input) => {
        const all = { ...pool.settings.tags, ...input.optionalTextMap("Tags") };
        pool.settings = { ...pool.settings, tags: requireTags(all, invalidParameter) };
        return {};
      },
      (input) => requestTagKeys(input.optionalTextMap("Tags") ?? {}),
    ),

    UntagResource: onArn(
      "UntagResource",
      (pool, input) => {
        const removed = input.optionalTexts("TagKeys") ?? [];
        const kept = Object.entries(pool.settings.tags).filter(([key]) => !removed.includes(key));
        pool.settings = { ...pool.settings, tags: Object.fromEntries(kept) };
        return {};
      },
      (input) => ({ "aws:TagKeys": input.optionalTexts("TagKeys") ?? [] }),
    ),

    ListTagsForResource: onArn("ListTagsForResource", (pool) => ({ Tags: pool.settings.tags })),
  };
}
