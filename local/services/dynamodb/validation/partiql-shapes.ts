/** The members of the requests in PartiQL. */
import {
  attributes,
  flag,
  integer,
  list,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "./shape.ts";

const returnConsumedCapacity = oneOf("INDEXES", "TOTAL", "NONE");

const STATEMENT: Shape = {
  Statement: required(text({ min: 1, max: 8192 })),
  Parameters: optional(list(attributes, { min: 1 })),
  ReturnValuesOnConditionCheckFailure: optional(oneOf("ALL_OLD", "NONE")),
};

export const EXECUTE_STATEMENT: Shape = {
  ...STATEMENT,
  ConsistentRead: optional(flag),
  NextToken: optional(text({ min: 1, max: 32_768 })),
  Limit: optional(integer({ min: 1 })),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
};

export const BATCH_EXECUTE_STATEMENT: Shape = {
  Statements: required(
    list(structure("BatchStatementRequest", { ...STATEMENT, ConsistentRead: optional(flag) }), {
      min: 1,
      max: 25,
    }),
  ),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
};

export const EXECUTE_TRANSACTION: Shape = {
  TransactStatements: required(list(structure("ParameterizedStatement", STATEMENT), { min: 1, max: 100 })),
  ClientRequestToken: optional(text({ min: 1, max: 36 })),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
};
