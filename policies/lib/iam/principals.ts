import { MalformedPolicyError, strings } from "./policy-values.ts";

/** Who a statement speaks of. */
export type Principal =
  | { readonly kind: "everyone" }
  | { readonly kind: "account"; readonly account: string; readonly value: string; readonly root: boolean }
  | { readonly kind: "service"; readonly value: string }
  | { readonly kind: "federated"; readonly value: string }
  | { readonly kind: "canonical"; readonly value: string }
  /** A unique id such as `AROA…`: what is left of a principal that was deleted. */
  | { readonly kind: "id"; readonly value: string };

export function parsePrincipals(value: unknown): readonly Principal[] {
  if (value === undefined || value === null) return [];
  if (value === "*") return [{ kind: "everyone" }];
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new MalformedPolicyError(
      `has the Principal ${JSON.stringify(value)}; say "*" or {"AWS": …}, {"Service": …}`,
    );
  }
  return Object.entries(value).flatMap(([kind, names]) =>
    strings(names, `Principal.${kind}`).map((name) => readPrincipal(kind, name)),
  );
}

function readPrincipal(kind: string, value: string): Principal {
  switch (kind) {
    case "AWS":
      return readAwsPrincipal(value);
    case "Service":
      return { kind: "service", value };
    case "Federated":
      return { kind: "federated", value };
    case "CanonicalUser":
      return { kind: "canonical", value };
    default:
      throw new MalformedPolicyError(
        `has a Principal of kind ${kind}; known are AWS, Service, Federated, CanonicalUser`,
      );
  }
}

function readAwsPrincipal(value: string): Principal {
  if (value === "*") return { kind: "everyone" };
  if (/^\d{12}$/.test(value)) return { kind: "account", account: value, value, root: true };
  const account = /^arn:[^:]*:(?:iam|sts)::([^:]*):(.*)$/.exec(value);
  if (account === null) return { kind: "id", value };
  const [, number = "", name = ""] = account;
  return /[*?]/.test(number)
    ? { kind: "everyone" }
    : { kind: "account", account: number, value, root: name === "root" };
}

export function services(principals: readonly Principal[]): string[] {
  return principals.flatMap((principal) => (principal.kind === "service" ? [principal.value] : []));
}
