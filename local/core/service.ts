import { randomUUID } from "node:crypto";
import type { Access, Authorizer, Principal } from "./access.ts";
import { AwsError } from "./errors.ts";
import type { Route } from "./route.ts";

/** The circumstances of one call of one operation. */
export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
  /** The access key that signed it; absent for calls from within the local cloud. */
  readonly accessKeyId?: string;
}

/** One call that the authorizer has let through. */
export interface AuthorisedCall extends Call {
  /** The service's signing name. */
  readonly service: string;
  readonly operation: string;
  /** The wire's members. */
  readonly input: unknown;
  /** What the caller was allowed to act on; `*` where the action has no resource. */
  readonly resources: readonly string[];
}

/** Runs authorised calls, with whatever it has happen to them. */
export type Interceptor = <Output>(call: AuthorisedCall, run: () => Promise<Output>) => Promise<Output>;

/** One operation of a service's API. `Input` and `Output` are the wire's members, under AWS's names. */
export interface Operation<Input = never, Output = unknown> {
  /** What the caller must be allowed before `handle` runs. Throws for a malformed input. Empty where AWS asks for nothing. */
  access(input: Input, call: Call): readonly Access[];
  handle(input: Input, call: Call): Output | Promise<Output>;
  /**
   * True where `handle` asks the authorizer for each part of a call, and answers for a part what it is refused with;
   * `access` then only tells what the call acts on.
   */
  readonly authorizesParts?: boolean;
  /** True for what AWS accepts without credentials, such as Cognito's `InitiateAuth`. */
  readonly unauthenticated?: boolean;
  /** For the JSON protocols, where it is not the service's. */
  readonly targetPrefix?: string;
}

/** A list or a map that the query protocol does not wrap. */
export interface FlattenedMember {
  readonly member: string;
  /** What each item stands under; `*` is the operation. */
  readonly name: string;
  /** For a map: what an entry has its key in. Its value is in `Value`. */
  readonly key?: string;
  /** The one operation that has it, if not all. */
  readonly operation?: string;
}

/** A service's data and control plane as its API shows it. */
export interface Service {
  /** The service in the credential scope of a signature, for example `dynamodb`. */
  readonly signingName: string;
  /** What its clients speak by default. */
  readonly protocol: "awsJson1.0" | "awsJson1.1" | "awsQuery" | "restJson1" | "restXml";
  /** For the JSON protocols: what precedes the operation in `X-Amz-Target`. With CBOR the service's name in the path. */
  readonly targetPrefix?: string;
  /** For the query protocol: the `Version` and the namespace of its answers. */
  readonly xmlNamespace?: string;
  /** For a service that older clients speak the query protocol with: what its lists and maps are called there. */
  readonly flattenedMembers?: readonly FlattenedMember[];
  /** For `restJson1` and `restXml`: where every operation of the API is, those included that are not there. */
  readonly routes?: Readonly<Record<string, Route | string>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * The one way into a service, for the gateway and for other services alike:
 * finds the operation, authorises the principal, runs it.
 */
export class Dispatcher {
  readonly #services = new Map<string, Service>();
  readonly #authorizer: Authorizer;
  readonly #intercept: Interceptor;

  constructor(authorizer: Authorizer, intercept: Interceptor = (_call, run) => run()) {
    this.#authorizer = authorizer;
    this.#intercept = intercept;
  }

  register(service: Service): void {
    this.#services.set(service.signingName, service);
  }

  services(): Iterable<Service> {
    return this.#services.values();
  }

  /** Every service's signing name with the names of its operations. */
  *operationNames(): Iterable<readonly [signingName: string, operations: ReadonlySet<string>]> {
    for (const [name, { operations }] of this.#services) yield [name, new Set(Object.keys(operations))];
  }

  service(signingName: string): Service | undefined {
    return this.#services.get(signingName);
  }

  /** @throws {AwsError} `UnknownOperationException`, an access denial, or whatever the operation throws. */
  async call<Output = unknown>(
    signingName: string,
    operationName: string,
    input: unknown,
    principal: Principal,
    requestId: string = randomUUID(),
    accessKeyId?: string,
  ): Promise<Output> {
    const operation = this.#operation(signingName, operationName);
    const call: Call = { principal, requestId, ...(accessKeyId !== undefined && { accessKeyId }) };
    const accesses = operation.access(input as never, call);
    if (!operation.authorizesParts)
      for (const access of accesses) this.#authorizer.authorize(principal, access);
    const resources = [...new Set(accesses.map(({ resource }) => resource))];
    return this.#intercept(
      { ...call, service: signingName, operation: operationName, input, resources },
      async () => (await operation.handle(input as never, call)) as Output,
    );
  }

  /** Runs an operation that has been authorised before. @throws {AwsError} whatever the operation throws. */
  async handle(
    { service, operation, input }: { service: string; operation: string; input: unknown },
    call: Call,
  ): Promise<unknown> {
    return await this.#operation(service, operation).handle(input as never, call);
  }

  #operation(signingName: string, operationName: string): Operation {
    const operations = this.#services.get(signingName)?.operations ?? {};
    const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined;
    if (operation !== undefined) return operation;
    throw new AwsError(
      "UnknownOperationException",
      `The local cloud does not have ${signingName}:${operationName}.`,
    );
  }
}
