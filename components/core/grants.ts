import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./statements.ts";

/**
 * What a function needs to use something: the statements for its role, the key's included, and the environment
 * variables that say where it is. Whatever is accessed makes the grant; only `LambdaFunction` renders it.
 */
export interface Grant {
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statements: readonly Statement[];
}

/** A setting that a function reads from its environment: a variable, and no permission. */
export function setting(env: string, value: pulumi.Input<string>): Grant {
  return { env: { [env]: value }, statements: [] };
}

/**
 * The environment of a function with these grants.
 *
 * @throws {Error} when two grants give one variable different values.
 */
export function environmentOf(grants: readonly Grant[]): Record<string, pulumi.Input<string>> {
  const environment: Record<string, pulumi.Input<string>> = {};
  for (const [variable, value] of grants.flatMap(({ env }) => Object.entries(env))) {
    if (variable in environment && environment[variable] !== value) {
      throw new Error(`Two grants set the environment variable '${variable}': give each its own name.`);
    }
    environment[variable] = value;
  }
  return environment;
}
