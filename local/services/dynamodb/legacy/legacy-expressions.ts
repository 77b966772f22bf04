import { validationError } from "../../../core/errors.ts";
import { invalidParameter } from "../errors.ts";
import type { Expressions } from "../expressions/expressions.ts";
import { type AttributeValueUpdate, bindAttributeUpdates } from "./attribute-updates.ts";
import {
  bindConditions,
  bindKeyConditions,
  type ConditionalOperator,
  type LegacyCondition,
} from "./conditions.ts";
import { bindExpected, type ExpectedAttributeValue } from "./expected.ts";

/** The members of requests from before there were expressions. */
export interface LegacyInput {
  readonly AttributesToGet?: readonly string[];
  readonly AttributeUpdates?: Readonly<Record<string, AttributeValueUpdate>>;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly Expected?: Readonly<Record<string, ExpectedAttributeValue>>;
  readonly KeyConditions?: Readonly<Record<string, LegacyCondition>>;
  readonly QueryFilter?: Readonly<Record<string, LegacyCondition>>;
  readonly ScanFilter?: Readonly<Record<string, LegacyCondition>>;
}

export const LEGACY_MEMBERS = [
  "AttributesToGet",
  "AttributeUpdates",
  "ConditionalOperator",
  "Expected",
  "KeyConditions",
  "QueryFilter",
  "ScanFilter",
] as const satisfies readonly (keyof LegacyInput)[];

/** What legacy members mean, as the expressions that replaced them. @throws {AwsError} `ValidationException` */
export function legacyExpressions(input: LegacyInput): Expressions {
  const { AttributesToGet, AttributeUpdates, Expected, KeyConditions } = input;
  const filters = input.QueryFilter ?? input.ScanFilter;
  requireConditionalOperator(input, Expected ?? filters);
  const projection = AttributesToGet && requireAttributes(AttributesToGet);
  const update = AttributeUpdates && bindAttributeUpdates(AttributeUpdates);
  const condition = Expected && bindExpected(Expected, input.ConditionalOperator);
  const keyConditions = KeyConditions && bindKeyConditions(KeyConditions);
  const filter = filters && bindConditions(filters, input.ConditionalOperator);
  return {
    ...(projection && { projection }),
    ...(update && { update }),
    ...(condition && { condition }),
    ...(keyConditions && { keyConditions }),
    ...(filter && { filter }),
  };
}

function requireConditionalOperator(
  { ConditionalOperator: operator }: LegacyInput,
  conditions: Readonly<Record<string, unknown>> | undefined,
): void {
  if (operator === undefined) return;
  if (conditions === undefined) {
    throw validationError("ConditionalOperator cannot be used without Filter or Expected");
  }
  if (Object.keys(conditions).length < 2) {
    throw validationError(
      "ConditionalOperator can only be used when Filter or Expected has two or more elements",
    );
  }
}

function requireAttributes(names: readonly string[]): readonly [string][] {
  const duplicate = names.find((name, index) => names.indexOf(name) < index);
  if (duplicate !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${duplicate}`);
  return names.map((name) => [name]);
}
