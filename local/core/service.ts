import { randomUUID } from "node:crypto";
import type { Access, Authorizer, Principal } from "./access.ts";
import { AwsError } from "./errors.ts";

/** The circumstances of one call of one operation. */
export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
}

/** One operation of a service's API. `Input` and `Output` are the wire's members, under AWS's names. */
export interface Operation<Input = never, Output = unknown> {
  /** What the caller must be allowed before `handle` runs. Throws for a malformed input. Empty where AWS asks for nothing. */
  access(input: Input, call: Call): readonly Access[];
  handle(input: Input, call: Call): Output | Promise<Output>;
  /** True for what AWS accepts without credentials, such as Cognito's `InitiateAuth`. */
  readonly unauthenticated?: boolean;
}

/** A service's data and control plane as its API shows it. */
export interface Service {
  /** The service in the credential scope of a signature, for example `dynamodb`. */
  readonly signingName: string;
  readonly protocol: "awsJson1.0" | "awsJson1.1" | "awsQuery";
  /** For the JSON protocols: what precedes the operation in `X-Amz-Target`. */
  readonly targetPrefix?: string;
  /** For the query protocol: the `Version` and the namespace of its answers. */
  readonly xmlNamespace?: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * The one way into a service, for the gateway and for other services alike:
 * finds the operation, authorises the principal, runs it.
 */
export class Dispatcher {
  readonly #services = new Map<string, Service>();
  readonly #authorizer: Authorizer;

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  register(service: Service): void {
    this.#services.set(service.signingName, service);
  }

  services(): Iterable<Service> {
    return this.#services.values();
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
  ): Promise<Output> {
    const operations = this.#services.get(signingName)?.operations ?? {};
    const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined;
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        `The local cloud does not have ${signingName}:${operationName}.`,
      );
    }
    const call: Call = { principal, requestId };
    for (const access of operation.access(input as never, call))
      this.#authorizer.authorize(principal, access);
    return (await operation.handle(input as never, call)) as Output;
  }
}
