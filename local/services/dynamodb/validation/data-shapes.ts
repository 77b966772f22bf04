/** The members of the data plane's requests. */
import { COMPARISON_OPERATORS } from "../legacy/conditions.ts";
import {
  attributes,
  flag,
  integer,
  list,
  map,
  mapOfLists,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "./shape.ts";
import { indexName, tableName } from "./table-shapes.ts";

const names = map(text({ max: 65_535 }));
const returnConsumedCapacity = oneOf("INDEXES", "TOTAL", "NONE");
const returnValues = oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW");
const returnOnFailure = oneOf("ALL_OLD", "NONE");

const RETURNS: Shape = {
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
  ReturnItemCollectionMetrics: optional(oneOf("SIZE", "NONE")),
};

const conditionalOperator = oneOf("OR", "AND");
const comparisonOperator = oneOf(...COMPARISON_OPERATORS);

const LEGACY_CONDITION: Shape = {
  ConditionalOperator: optional(conditionalOperator),
  Expected: optional(
    map(
      structure("ExpectedAttributeValue", {
        Value: optional(attributes),
        Exists: optional(flag),
        ComparisonOperator: optional(comparisonOperator),
        AttributeValueList: optional(list(attributes)),
      }),
    ),
  ),
};

const legacyConditions = map(
  structure("Condition", {
    AttributeValueList: optional(list(attributes)),
    ComparisonOperator: required(comparisonOperator),
  }),
);

const attributesToGet = list(text({ max: 65_535 }), { min: 1 });

const NAMES: Shape = { ExpressionAttributeNames: optional(names) };

const PLACEHOLDERS: Shape = { ...NAMES, ExpressionAttributeValues: optional(attributes) };

const CONDITION: Shape = {
  ConditionExpression: optional(text()),
  ...PLACEHOLDERS,
  ReturnValuesOnConditionCheckFailure: optional(returnOnFailure),
};

export const PUT_ITEM: Shape = {
  TableName: required(tableName),
  Item: required(attributes),
  ...RETURNS,
  ReturnValues: optional(returnValues),
  ...CONDITION,
  ...LEGACY_CONDITION,
};

export const DELETE_ITEM: Shape = {
  TableName: required(tableName),
  Key: required(attributes),
  ...RETURNS,
  ReturnValues: optional(returnValues),
  ...CONDITION,
  ...LEGACY_CONDITION,
};

export const UPDATE_ITEM: Shape = {
  ...DELETE_ITEM,
  UpdateExpression: optional(text()),
  AttributeUpdates: optional(
    map(
      structure("AttributeValueUpdate", {
        Value: optional(attributes),
        Action: optional(oneOf("ADD", "PUT", "DELETE")),
      }),
    ),
  ),
};

const PROJECTION: Shape = {
  ProjectionExpression: optional(text()),
  ...NAMES,
  AttributesToGet: optional(attributesToGet),
};

export const GET_ITEM: Shape = {
  TableName: required(tableName),
  Key: required(attributes),
  ConsistentRead: optional(flag),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
  ...PROJECTION,
};

const PAGE: Shape = {
  TableName: required(tableName),
  IndexName: optional(indexName),
  Select: optional(oneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")),
  ConsistentRead: optional(flag),
  ExclusiveStartKey: optional(attributes),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
  FilterExpression: optional(text()),
  ProjectionExpression: optional(text()),
  ...PLACEHOLDERS,
  AttributesToGet: optional(attributesToGet),
  ConditionalOperator: optional(conditionalOperator),
};

export const QUERY: Shape = {
  ...PAGE,
  Limit: optional(integer()),
  KeyConditionExpression: optional(text()),
  ScanIndexForward: optional(flag),
  KeyConditions: optional(legacyConditions),
  QueryFilter: optional(legacyConditions),
};

export const SCAN: Shape = {
  ...PAGE,
  Limit: optional(integer({ min: 1 })),
  Segment: optional(integer({ min: 0, max: 999_999 })),
  TotalSegments: optional(integer({ min: 1, max: 1_000_000 })),
  ScanFilter: optional(legacyConditions),
};

export const BATCH_GET_ITEM: Shape = {
  RequestItems: required(
    map(
      structure("KeysAndAttributes", {
        Keys: required(list(attributes, { min: 1 })),
        ConsistentRead: optional(flag),
        ...PROJECTION,
      }),
    ),
  ),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
};

export const BATCH_WRITE_ITEM: Shape = {
  RequestItems: required(
    mapOfLists(
      structure("WriteRequest", {
        PutRequest: optional(structure("PutRequest", { Item: required(attributes) })),
        DeleteRequest: optional(structure("DeleteRequest", { Key: required(attributes) })),
      }),
      { min: 1, max: 25 },
    ),
  ),
  ...RETURNS,
};

const keyed: Shape = { TableName: required(tableName), Key: required(attributes) };

export const TRANSACT_WRITE_ITEMS: Shape = {
  TransactItems: required(
    list(
      structure("TransactWriteItem", {
        ConditionCheck: optional(
          structure("ConditionCheck", { ...keyed, ...CONDITION, ConditionExpression: required(text()) }),
        ),
        Put: optional(
          structure("Put", { TableName: required(tableName), Item: required(attributes), ...CONDITION }),
        ),
        Delete: optional(structure("Delete", { ...keyed, ...CONDITION })),
        Update: optional(structure("Update", { ...keyed, UpdateExpression: required(text()), ...CONDITION })),
      }),
      { min: 1, max: 100 },
    ),
  ),
  ClientRequestToken: optional(text({ min: 1, max: 36 })),
  ...RETURNS,
};

export const TRANSACT_GET_ITEMS: Shape = {
  TransactItems: required(
    list(
      structure("TransactGetItem", {
        Get: required(structure("Get", { ...keyed, ProjectionExpression: optional(text()), ...NAMES })),
      }),
      { min: 1, max: 100 },
    ),
  ),
  ReturnConsumedCapacity: optional(returnConsumedCapacity),
};
