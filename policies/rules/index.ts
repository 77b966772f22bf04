import type { Rule } from "../lib/rule.ts";
import * as apigateway from "./apigateway/index.ts";
import * as appsync from "./appsync/index.ts";
import * as athena from "./athena/index.ts";
import * as cloudfront from "./cloudfront/index.ts";
import * as cloudtrail from "./cloudtrail/index.ts";
import * as cloudwatch from "./cloudwatch/index.ts";
import * as cognito from "./cognito/index.ts";
import * as dynamodb from "./dynamodb/index.ts";
import * as ecr from "./ecr/index.ts";
import * as ecs from "./ecs/index.ts";
import * as elasticache from "./elasticache/index.ts";
import * as events from "./events/index.ts";
import * as firehose from "./firehose/index.ts";
import * as general from "./general/index.ts";
import * as glue from "./glue/index.ts";
import * as iam from "./iam/index.ts";
import * as kinesis from "./kinesis/index.ts";
import * as kms from "./kms/index.ts";
import * as lambda from "./lambda/index.ts";
import * as opensearch from "./opensearch/index.ts";
import * as pipes from "./pipes/index.ts";
import * as rds from "./rds/index.ts";
import * as resourcePolicies from "./resource-policies/index.ts";
import * as s3 from "./s3/index.ts";
import * as sagemaker from "./sagemaker/index.ts";
import * as scheduler from "./scheduler/index.ts";
import * as secretsmanager from "./secretsmanager/index.ts";
import * as sns from "./sns/index.ts";
import * as sqs from "./sqs/index.ts";
import * as ssm from "./ssm/index.ts";
import * as stepfunctions from "./stepfunctions/index.ts";
import * as vpc from "./vpc/index.ts";
import * as waf from "./waf/index.ts";

/** Every rule of the pack. A service's index file exports its rules; nothing else is exported there. */
export const RULES: readonly Rule[] = [
  apigateway,
  appsync,
  athena,
  cloudfront,
  cloudtrail,
  cloudwatch,
  cognito,
  dynamodb,
  ecr,
  ecs,
  elasticache,
  events,
  firehose,
  general,
  glue,
  iam,
  kinesis,
  kms,
  lambda,
  opensearch,
  pipes,
  rds,
  resourcePolicies,
  s3,
  sagemaker,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  stepfunctions,
  vpc,
  waf,
].flatMap((service) => Object.values<Rule>(service));
