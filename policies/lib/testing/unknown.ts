import { unknownCheckingProxy } from "@pulumi/policy";

/** What the engine sends at preview in place of a string that is only known after the deployment. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Properties as the SDK hands them to policies: without what is undefined, in a proxy that throws at unknowns. */
export function asSent(props: object): Record<string, unknown> {
  return unknownCheckingProxy(plain(props)) as Record<string, unknown>;
}

export function allUnknown(props: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(props).map((key) => [key, UNKNOWN_STRING]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, element]) => element !== undefined)
      .map(([key, element]) => [key, plain(element)]),
  );
}
