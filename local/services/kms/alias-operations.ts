import { arn } from "../../core/account.ts";
import { operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { missingMember } from "./errors.ts";
import type { KmsContext } from "./key-access.ts";
import { page } from "./wire.ts";

const operation = operationsOf(missingMember);

/** Whoever changes an alias needs the action on the alias and on each key it concerns. */
export function aliasOperations({ account, store, access }: KmsContext): Record<string, Operation<unknown>> {
  const toAlias = (action: string, name: string) => ({ action, resource: arn(account, "kms", name) });
  return {
    CreateAlias: operation(
      (input) => [
        toAlias("kms:CreateAlias", input.text("AliasName")),
        access.to(store.key(input.text("TargetKeyId")), "kms:CreateAlias"),
      ],
      (input) => {
        store.createAlias(input.text("AliasName"), input.text("TargetKeyId"));
        return {};
      },
    ),
    UpdateAlias: operation(
      (input) => [
        toAlias("kms:UpdateAlias", input.text("AliasName")),
        access.to(store.key(store.alias(input.text("AliasName")).keyId), "kms:UpdateAlias"),
        access.to(store.key(input.text("TargetKeyId")), "kms:UpdateAlias"),
      ],
      (input) => {
        store.updateAlias(input.text("AliasName"), input.text("TargetKeyId"));
        return {};
      },
    ),
    DeleteAlias: operation(
      (input) => [
        toAlias("kms:DeleteAlias", input.text("AliasName")),
        access.to(store.key(store.alias(input.text("AliasName")).keyId), "kms:DeleteAlias"),
      ],
      (input) => {
        store.deleteAlias(input.text("AliasName"));
        return {};
      },
    ),
    ListAliases: operation(
      () => [{ action: "kms:ListAliases", resource: "*" }],
      (input) => {
        const keyId = input.optionalText("KeyId");
        const aliases = keyId === undefined ? store.aliases() : store.aliasesOf(store.key(keyId));
        const items = aliases.map((alias) => ({
          AliasName: alias.name,
          AliasArn: alias.arn,
          TargetKeyId: alias.keyId,
          CreationDate: alias.createdAt / 1000,
          LastUpdatedDate: alias.updatedAt / 1000,
        }));
        return page("Aliases", items, input, { default: 50, max: 100 });
      },
    ),
  };
}
