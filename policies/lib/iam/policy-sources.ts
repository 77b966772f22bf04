import type { Properties } from "../properties.ts";
import type { PolicyResource } from "../rule.ts";
import { each, notApplicable, pass, type Verdict } from "../verdict.ts";
import { type PolicyDocument, parsePolicy, type Statement } from "./policy-document.ts";
import { MalformedPolicyError } from "./policy-values.ts";

/** `identity`: what someone may do; `trust`: who may assume a role; `resource`: who may use it; `endpoint`: of a VPC. */
export type PolicyKind = "identity" | "trust" | "resource" | "endpoint";

interface Source {
  readonly kind: PolicyKind;
  /** A property, or a list's and its elements': `inlinePolicies[].policy`. */
  readonly property: string;
}

const identity = (property: string): Source => ({ kind: "identity", property });
const resource = (property: string): Source => ({ kind: "resource", property });

/** Where resources hold policy documents. */
const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  "aws:iam/role:Role": [{ kind: "trust", property: "assumeRolePolicy" }, identity("inlinePolicies[].policy")],
  "aws:iam/policy:Policy": [identity("policy")],
  "aws:iam/rolePolicy:RolePolicy": [identity("policy")],
  "aws:iam/userPolicy:UserPolicy": [identity("policy")],
  "aws:iam/groupPolicy:GroupPolicy": [identity("policy")],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [identity("inlinePolicy")],
  "aws:sqs/queuePolicy:QueuePolicy": [resource("policy")],
  "aws:sqs/queue:Queue": [resource("policy")],
  "aws:sns/topicPolicy:TopicPolicy": [resource("policy")],
  "aws:sns/topic:Topic": [resource("policy")],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": [resource("policy")],
  "aws:s3/bucketPolicy:BucketPolicy": [resource("policy")],
  "aws:s3/bucket:Bucket": [resource("policy")],
  "aws:s3/bucketV2:BucketV2": [resource("policy")],
  "aws:s3/accessPoint:AccessPoint": [resource("policy")],
  "aws:s3control/accessPointPolicy:AccessPointPolicy": [resource("policy")],
  "aws:kms/key:Key": [resource("policy")],
  "aws:kms/keyPolicy:KeyPolicy": [resource("policy")],
  "aws:kms/externalKey:ExternalKey": [resource("policy")],
  "aws:kms/replicaKey:ReplicaKey": [resource("policy")],
  "aws:secretsmanager/secretPolicy:SecretPolicy": [resource("policy")],
  "aws:secretsmanager/secret:Secret": [resource("policy")],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": [resource("policy")],
  "aws:ecr/registryPolicy:RegistryPolicy": [resource("policy")],
  "aws:kinesis/resourcePolicy:ResourcePolicy": [resource("policy")],
  "aws:dynamodb/resourcePolicy:ResourcePolicy": [resource("policy")],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": [resource("policyDocument")],
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": [resource("accessPolicy")],
  "aws:glue/resourcePolicy:ResourcePolicy": [resource("policy")],
  "aws:apigateway/restApiPolicy:RestApiPolicy": [resource("policy")],
  "aws:apigateway/restApi:RestApi": [resource("policy")],
  "aws:efs/fileSystemPolicy:FileSystemPolicy": [resource("policy")],
  "aws:backup/vaultPolicy:VaultPolicy": [resource("policy")],
  "aws:opensearch/domain:Domain": [resource("accessPolicies")],
  "aws:opensearch/domainPolicy:DomainPolicy": [resource("accessPolicies")],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [{ kind: "endpoint", property: "policy" }],
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": [{ kind: "endpoint", property: "policy" }],
};

/** A document where it stands in a resource's properties. */
export interface PolicyText {
  readonly property: string;
  /** @throws {UnknownValueError} while it is only known after the deployment. */
  readonly read: () => unknown;
}

/** The types of resources that hold documents of these kinds. */
export function typesWithPolicies(...kinds: readonly PolicyKind[]): string[] {
  return Object.keys(SOURCES).filter((type) => SOURCES[type]?.some(({ kind }) => kinds.includes(kind)));
}

export function policyTexts(
  { type, props }: Pick<PolicyResource, "type" | "props">,
  kinds: readonly PolicyKind[],
): readonly PolicyText[] {
  return (SOURCES[type] ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ property }) => textsAt(props, property));
}

/** Judges each document of these kinds that IAM would accept; `iam-policy-well-formed` reports the others. */
export function eachPolicy(
  resource: Pick<PolicyResource, "type" | "props">,
  kinds: readonly PolicyKind[],
  judge: (document: PolicyDocument) => Verdict,
): Verdict {
  return each(policyTexts(resource, kinds), ({ read }) => {
    const document = acceptable(read());
    return document === undefined ? notApplicable : judge(document);
  });
}

/** Judges each statement that allows something by itself. What denies is never at fault. */
export function eachAllow(
  resource: Pick<PolicyResource, "type" | "props">,
  kinds: readonly PolicyKind[],
  judge: (statement: Statement) => Verdict,
): Verdict {
  return eachPolicy(resource, kinds, ({ statements }) =>
    each(statements, (statement) => (statement.effect === "Allow" ? judge(statement) : pass)),
  );
}

/** The statements of a document, or none where IAM would not accept it. */
export function statementsOf(text: unknown): readonly Statement[] {
  return acceptable(text)?.statements ?? [];
}

function acceptable(text: unknown): PolicyDocument | undefined {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof MalformedPolicyError) return undefined;
    throw error;
  }
}

function textsAt(props: Properties, property: string): readonly PolicyText[] {
  const [list = "", element] = property.split("[].");
  if (element === undefined) return textAt(props, property, property);
  return props.blocks(list).flatMap((item, index) => textAt(item, element, `${list}.${index}.${element}`));
}

function textAt(props: Properties, path: string, property: string): readonly PolicyText[] {
  return props.has(path) ? [{ property, read: () => props.get(path) }] : [];
}
