/** What whoever assumed a role gave the session. */
export interface SessionSettings {
  /** The session may do what its role may and one of these allows. Absent: all that its role may. */
  readonly policies?: readonly PolicyDocument[];
  readonly tags: Readonly<Record<string, string>>;
  /** Tags that sessions of this session get as well. */
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

/** Who makes a call. */
export type Principal =
  /** The account itself: the deploying user and the tools of the local cloud. Allowed what no resource policy denies. */
  | { readonly kind: "root"; readonly arn: string }
  /** A session of a role; `arn` is `arn:…:sts::…:assumed-role/ROLE/SESSION`. */
  | {
      readonly kind: "session";
      readonly arn: string;
      readonly roleArn: string;
      readonly roleName: string;
      readonly settings?: SessionSettings;
    }
  /**
   * An AWS service acting for the account, for example `apigateway.amazonaws.com`; `sourceArn` is the resource it
   * acts for, which policies on the way see as `aws:SourceArn`. One that is `sourceless` tells not even the account.
   */
  | {
      readonly kind: "service";
      readonly service: string;
      readonly sourceArn?: string;
      readonly sourceless?: true;
    }
  /** Somebody whom an identity provider of the account vouches for; `provider` is its ARN. */
  | { readonly kind: "federated"; readonly provider: string }
  /** An unsigned call of an operation that needs no credentials. */
  | { readonly kind: "anonymous" };

export type PolicyValue = string | readonly string[];

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, PolicyValue>>;
  readonly NotPrincipal?: "*" | Readonly<Record<string, PolicyValue>>;
  readonly Action?: PolicyValue;
  readonly NotAction?: PolicyValue;
  readonly Resource?: PolicyValue;
  readonly NotResource?: PolicyValue;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, PolicyValue>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly PolicyStatement[];
}

/** One question to the authorizer: may a principal take this action on this resource? */
export interface Access {
  /** For example `sqs:SendMessage`. */
  readonly action: string;
  /** The ARN acted on, or `*` for an action that has no resource. */
  readonly resource: string;
  /** Condition keys of the request beyond those the authorizer knows itself (`aws:PrincipalArn`, …). */
  readonly context?: Readonly<Record<string, PolicyValue>>;
  /** The policy attached to the resource, where it has one. */
  readonly resourcePolicy?: PolicyDocument;
  /**
   * `kms`: the key policy alone decides who may delegate, so an identity policy counts only if the
   * key policy lets the account in. Everything else: within one account either policy suffices.
   */
  readonly resourcePolicyRule?: "kms";
}

/** Decides every call on the local cloud, of functions and of services alike. */
export interface Authorizer {
  /** @throws {AwsError} `AccessDeniedException`, with a message as AWS words it that names the missing statement. */
  authorize(principal: Principal, access: Access): void;
}

/** Asks what the authorizer asks, ahead of any use such as at a resource's creation: the answer counts as no use. */
export interface PermissionCheck {
  /** @throws {AwsError} `AccessDeniedException` */
  check(principal: Principal, access: Access): void;
}
