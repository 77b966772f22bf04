import { type Graph, type Node, perGraph } from "./graph.ts";
import type { Properties } from "./properties.ts";
import type { Settings } from "./settings.ts";

/** The account a resource is in, as far as the stack itself tells before the resource exists. */
export function accountOf(node: Node, graph: Graph): string | undefined {
  return accountOfArn(known(node.props, "arn")) ?? accountOfProvider(node.provider) ?? accountOfStack(graph);
}

/** The same, or what the stack's settings say: at the first preview nothing else may. */
export function ownAccount(node: Node, graph: Graph, settings: Settings): string | undefined {
  return accountOf(node, graph) ?? settings.account ?? accountOfArn(settings.permissionsBoundary);
}

/** The account of the role that the provider assumes, or the only one that it may deploy to. */
function accountOfProvider(provider: Properties): string | undefined {
  const roles = provider.isUnknown("assumeRoles") ? [] : provider.documents("assumeRoles");
  const allowed = provider.isUnknown("allowedAccountIds") ? undefined : provider.json("allowedAccountIds");
  const only: unknown = Array.isArray(allowed) && allowed.length === 1 ? allowed[0] : undefined;
  return accountOfArn(roles.at(-1)?.string("roleArn")) ?? (typeof only === "string" ? only : undefined);
}

/** A target's ARN is another resource's. */
const NAMES_ANOTHER = ["aws:cloudwatch/eventTarget:EventTarget"];

/** The one account that all resources of the stack are in which have an ARN by now. */
const accountOfStack = perGraph((graph) => {
  const accounts = new Set(
    graph.nodes
      .filter(({ type }) => !NAMES_ANOTHER.includes(type))
      .flatMap(({ props }) => accountOfArn(known(props, "arn")) ?? []),
  );
  return accounts.size === 1 ? [...accounts][0] : undefined;
});

function known(props: Properties, property: string): string | undefined {
  return props.isUnknown(property) ? undefined : props.string(property);
}

function accountOfArn(arn: string | undefined): string | undefined {
  return /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn ?? "")?.[1];
}
