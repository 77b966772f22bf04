import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./errors.ts";

/** AWS's limits on the length of names, from each service's quotas page. */
export const NAME_LIMITS = {
  alarm: 255,
  configurationSet: 64,
  dashboard: 255,
  emailTemplate: 64,
  eventArchive: 48,
  eventBus: 256,
  eventRule: 64,
  function: 64,
  httpApi: 128,
  kmsAlias: 250,
  logGroup: 512,
  logResourcePolicy: 255,
  queue: 80,
  role: 64,
  schedule: 64,
  stateMachine: 80,
  table: 255,
  topic: 256,
  userPool: 128,
} as const;

const HASH_LENGTH = 8;
const LOGICAL_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const PLAIN_STACK = /^[a-z0-9_]+$/;

/**
 * The physical name of a resource: its logical name and the stack, `order-events-dev`.
 *
 * Where that does not fit into `max` characters, or where the stack's name has characters (`.`, upper case)
 * or dashes that would make two names alike, the readable part is trimmed and ends in a hash of both names.
 * The same names give the same result in every run; different names give different results.
 *
 * @throws {ConfigError} for a logical name that is not letters, digits, dashes and underscores.
 */
export function physicalName(max: number, name: string, stack: string = pulumi.getStack()): string {
  if (!LOGICAL_NAME.test(name)) {
    throw new ConfigError(
      `'${name}' can't be part of a name on AWS: use letters, digits, dashes and underscores, beginning with a letter.`,
    );
  }
  const readable = `${name}-${stack}`;
  if (PLAIN_STACK.test(stack) && readable.length <= max) return readable;
  const hash = createHash("sha256").update(`${name}\n${stack}`).digest("hex").slice(0, HASH_LENGTH);
  const head = readable.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, max - HASH_LENGTH - 1);
  return `${head.replace(/-+$/, "")}-${hash}`;
}

/** The same words as PascalCase, as a statement id needs: `order-events`, `queue` becomes `OrderEventsQueue`. */
export function pascalCase(...words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== "")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");
}

/** A route as part of a logical name: `GET /v1/orders/{id}` becomes `get-v1-orders-id`. */
export function kebabCase(text: string): string {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .join("-");
}
