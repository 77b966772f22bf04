/** The data plane's requests, as the wire has them, once their shapes have been checked. */
export type WireItem = Readonly<Record<string, unknown>>;

export type ReturnConsumedCapacity = "INDEXES" | "TOTAL" | "NONE";
export type ReturnValues = "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW";

interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: WireItem;
}

interface Conditional extends Placeholders {
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

export interface PutInput extends Conditional {
  readonly Item: WireItem;
}

export interface KeyedInput extends Conditional {
  readonly Key: WireItem;
}

export interface UpdateInput extends KeyedInput {
  readonly UpdateExpression?: string;
}

interface Returns {
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
  readonly ReturnValues?: ReturnValues;
}

export type PutItemInput = PutInput & Returns;
export type DeleteItemInput = KeyedInput & Returns;
export type UpdateItemInput = UpdateInput & Returns;

export interface GetInput {
  readonly TableName: string;
  readonly Key: WireItem;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

export interface GetItemInput extends GetInput {
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export type Select = "SPECIFIC_ATTRIBUTES" | "COUNT" | "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES";

/** What Query and Scan have in common. */
export interface PageInput extends Placeholders {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: Select;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: WireItem;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  /** As `ProjectionExpression`, from before there were expressions. */
  readonly AttributesToGet?: readonly string[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface QueryInput extends PageInput {
  readonly KeyConditionExpression?: string;
  readonly ScanIndexForward?: boolean;
  /** Its other legacy members are read as expressions; this one is named in a message. */
  readonly QueryFilter?: unknown;
}

export interface ScanInput extends PageInput {
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

export interface KeysAndAttributes
  extends Pick<GetInput, "ProjectionExpression" | "ExpressionAttributeNames"> {
  readonly Keys: readonly WireItem[];
  readonly ConsistentRead?: boolean;
}

export interface BatchGetItemInput {
  readonly RequestItems: Readonly<Record<string, KeysAndAttributes>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface WriteRequest {
  readonly PutRequest?: { readonly Item: WireItem };
  readonly DeleteRequest?: { readonly Key: WireItem };
}

export interface BatchWriteItemInput
  extends Pick<Returns, "ReturnConsumedCapacity" | "ReturnItemCollectionMetrics"> {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
}

export interface TransactWriteItem {
  readonly ConditionCheck?: KeyedInput;
  readonly Put?: PutInput;
  readonly Delete?: KeyedInput;
  readonly Update?: UpdateInput;
}

export interface TransactWriteItemsInput
  extends Pick<Returns, "ReturnConsumedCapacity" | "ReturnItemCollectionMetrics"> {
  readonly TransactItems: readonly TransactWriteItem[];
  readonly ClientRequestToken?: string;
}

export interface TransactGetItemsInput {
  readonly TransactItems: readonly { readonly Get: GetInput }[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}
