import { regionalArn } from "../place.ts";
import { type Lives, terraform } from "./life.ts";
import { anything, notOthers, type Scope, tagging, untagging, withItsTags } from "./scopes.ts";

function pools(sid: string, conditions: NonNullable<Scope["conditions"]>): Scope {
  return {
    sid,
    resources: (place) => [regionalArn(place, "cognito-idp", "userpool/*")],
    conditions,
  };
}

export const USER_POOLS = pools("UserPools", notOthers);
const USER_POOL_TAGS = pools("UserPoolTags", tagging);
const USER_POOL_UNTAGS = pools("UserPoolUntags", untagging);

export const COGNITO: Lives = {
  "aws:cognito/userPool:UserPool": [
    {
      on: anything("NewUserPools", withItsTags),
      source: terraform("cognitoidp/user_pool.go"),
      create: ["cognito-idp:CreateUserPool"],
    },
    {
      on: USER_POOLS,
      source: terraform("cognitoidp/user_pool.go"),
      create: ["cognito-idp:SetUserPoolMfaConfig"],
      read: [
        "cognito-idp:DescribeUserPool",
        "cognito-idp:GetUserPoolMfaConfig",
        "cognito-idp:ListTagsForResource",
      ],
      update: ["cognito-idp:SetUserPoolMfaConfig", "cognito-idp:UpdateUserPool"],
      delete: ["cognito-idp:DeleteUserPool", "cognito-idp:UpdateUserPool"],
    },
    {
      on: USER_POOL_TAGS,
      source: terraform("cognitoidp/tags_gen.go"),
      create: ["cognito-idp:TagResource"],
      update: ["cognito-idp:TagResource"],
    },
    {
      on: USER_POOL_UNTAGS,
      source: terraform("cognitoidp/tags_gen.go"),
      update: ["cognito-idp:UntagResource"],
    },
  ],
  "aws:cognito/userPoolClient:UserPoolClient": [
    {
      on: USER_POOLS,
      source: terraform("cognitoidp/user_pool_client.go"),
      create: ["cognito-idp:CreateUserPoolClient"],
      read: ["cognito-idp:DescribeUserPoolClient"],
      update: ["cognito-idp:UpdateUserPoolClient"],
      delete: ["cognito-idp:DeleteUserPoolClient"],
    },
  ],
  "aws:cognito/userGroup:UserGroup": [
    {
      on: USER_POOLS,
      source: terraform("cognitoidp/user_group.go"),
      create: ["cognito-idp:CreateGroup"],
      read: ["cognito-idp:GetGroup"],
      update: ["cognito-idp:UpdateGroup"],
      delete: ["cognito-idp:DeleteGroup"],
    },
  ],
};
