/** The members of the control plane's requests. */
import {
  anything,
  flag,
  integer,
  list,
  oneOf,
  optional,
  required,
  requiredParameter,
  type Shape,
  structure,
  text,
} from "./shape.ts";

const NAME = "[a-zA-Z0-9_.-]+";

/** A name, or the ARN that most operations take in its place; how long names may be is checked when one is looked up. */
export const tableName = text({ min: 1, max: 1024 });
export const newTableName = text({ min: 3, max: 255, pattern: NAME });
export const indexName = text({ min: 3, max: 255, pattern: NAME });

const keySchema = list(
  structure("KeySchemaElement", {
    AttributeName: required(text({ min: 1, max: 255 })),
    KeyType: required(oneOf("HASH", "RANGE")),
  }),
  { min: 1, max: 2 },
);

const attributeDefinitions = list(
  structure("AttributeDefinition", {
    AttributeName: required(text({ min: 1, max: 255 })),
    AttributeType: required(oneOf("B", "N", "S")),
  }),
);

const projection = structure("Projection", {
  ProjectionType: optional(oneOf("ALL", "INCLUDE", "KEYS_ONLY")),
  NonKeyAttributes: optional(list(text({ min: 1, max: 255 }), { min: 1, max: 20 })),
});

const throughput = structure("ProvisionedThroughput", {
  ReadCapacityUnits: required(integer({ min: 1 })),
  WriteCapacityUnits: required(integer({ min: 1 })),
});

const onDemandThroughput = structure("OnDemandThroughput", {
  MaxReadRequestUnits: optional(integer()),
  MaxWriteRequestUnits: optional(integer()),
});

const globalIndex: Shape = {
  IndexName: required(indexName),
  KeySchema: required(keySchema),
  Projection: required(projection),
  ProvisionedThroughput: optional(throughput),
  OnDemandThroughput: optional(onDemandThroughput),
};

const localIndex: Shape = {
  IndexName: required(indexName),
  KeySchema: required(keySchema),
  Projection: required(projection),
};

const streamSpecification = structure("StreamSpecification", {
  StreamEnabled: required(flag),
  StreamViewType: optional(oneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY")),
});

const sseSpecification = structure("SSESpecification", {
  Enabled: optional(flag),
  SSEType: optional(oneOf("AES256", "KMS")),
  KMSMasterKeyId: optional(text()),
});

const tags = list(
  structure("Tag", {
    Key: required(text({ min: 1, max: 128 })),
    Value: required(text({ min: 0, max: 256 })),
  }),
);

const billingMode = oneOf("PROVISIONED", "PAY_PER_REQUEST");
const tableClass = oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS");

export const CREATE_TABLE: Shape = {
  TableName: requiredParameter(newTableName),
  AttributeDefinitions: required(attributeDefinitions),
  KeySchema: required(keySchema),
  LocalSecondaryIndexes: optional(list(structure("LocalSecondaryIndex", localIndex))),
  GlobalSecondaryIndexes: optional(list(structure("GlobalSecondaryIndex", globalIndex))),
  BillingMode: optional(billingMode),
  ProvisionedThroughput: optional(throughput),
  OnDemandThroughput: optional(onDemandThroughput),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(sseSpecification),
  Tags: optional(tags),
  TableClass: optional(tableClass),
  DeletionProtectionEnabled: optional(flag),
  ResourcePolicy: optional(text()),
};

export const UPDATE_TABLE: Shape = {
  TableName: requiredParameter(tableName),
  AttributeDefinitions: optional(attributeDefinitions),
  BillingMode: optional(billingMode),
  ProvisionedThroughput: optional(throughput),
  OnDemandThroughput: optional(onDemandThroughput),
  GlobalSecondaryIndexUpdates: optional(
    list(
      structure("GlobalSecondaryIndexUpdate", {
        Create: optional(structure("CreateGlobalSecondaryIndexAction", globalIndex)),
        Update: optional(
          structure("UpdateGlobalSecondaryIndexAction", {
            IndexName: required(indexName),
            ProvisionedThroughput: optional(throughput),
            OnDemandThroughput: optional(onDemandThroughput),
          }),
        ),
        Delete: optional(structure("DeleteGlobalSecondaryIndexAction", { IndexName: required(indexName) })),
      }),
    ),
  ),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(sseSpecification),
  TableClass: optional(tableClass),
  DeletionProtectionEnabled: optional(flag),
};

export const NAMED_TABLE: Shape = { TableName: requiredParameter(tableName) };

export const LIST_TABLES: Shape = {
  ExclusiveStartTableName: optional(newTableName),
  Limit: optional(integer({ min: 1, max: 100 })),
};

export const UPDATE_TIME_TO_LIVE: Shape = {
  TableName: requiredParameter(tableName),
  TimeToLiveSpecification: required(
    structure("TimeToLiveSpecification", {
      Enabled: required(flag),
      AttributeName: required(text({ min: 1, max: 255 })),
    }),
  ),
};

export const UPDATE_CONTINUOUS_BACKUPS: Shape = {
  TableName: requiredParameter(tableName),
  PointInTimeRecoverySpecification: required(
    structure("PointInTimeRecoverySpecification", {
      PointInTimeRecoveryEnabled: required(flag),
      RecoveryPeriodInDays: optional(integer({ min: 1, max: 35 })),
    }),
  ),
};

export const TAG_RESOURCE: Shape = {
  ResourceArn: required(text({ min: 1, max: 1283 })),
  Tags: required(tags),
};

export const UNTAG_RESOURCE: Shape = {
  ResourceArn: required(text({ min: 1, max: 1283 })),
  TagKeys: required(list(text({ min: 1, max: 128 }))),
};

export const LIST_TAGS_OF_RESOURCE: Shape = {
  ResourceArn: required(text({ min: 1, max: 1283 })),
  NextToken: optional(anything),
};

const resourceArn = text({ min: 1, max: 1283 });
const revisionId = text({ min: 1, max: 255 });

export const GET_RESOURCE_POLICY: Shape = { ResourceArn: required(resourceArn) };

export const PUT_RESOURCE_POLICY: Shape = {
  ResourceArn: required(resourceArn),
  Policy: required(text()),
  ExpectedRevisionId: optional(revisionId),
  ConfirmRemoveSelfResourceAccess: optional(flag),
};

export const DELETE_RESOURCE_POLICY: Shape = {
  ResourceArn: required(resourceArn),
  ExpectedRevisionId: optional(revisionId),
};
