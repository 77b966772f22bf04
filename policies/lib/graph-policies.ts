import type { PolicyResource as SdkResource, StackValidationPolicy } from "@pulumi/policy";
import { Graph } from "./graph.ts";
import { defaultLevel } from "./levels.ts";
import type { GraphRule, Severity } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt } from "./verdict.ts";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/**
 * The SDK's stack policies: one for each severity, because each of them deserialises the whole stack anew. What a
 * single rule demands is in the message, whose first word is the rule.
 */
export function graphPolicies(rules: readonly GraphRule[], session: Session): StackValidationPolicy[] {
  const graphs = new GraphOfRound();
  return SEVERITIES.map((severity) => {
    const ofSeverity = rules.filter((rule) => rule.severity === severity);
    const name = `graph-${severity}`;
    return {
      name,
      description: `Resources of the stack fit together: rules of severity ${severity}.`,
      enforcementLevel: defaultLevel({ severity }),
      severity,
      tags: ofSeverity.map(({ id }) => `rule:${id}`),
      validateStack: ({ resources }, reportViolation) => {
        const graph = graphs.of(name, resources);
        for (const rule of ofSeverity) {
          for (const node of graph.ofType(...rule.types)) {
            const verdict = attempt(() => rule.checkInGraph(node, graph, session.settings));
            for (const message of session.record(rule, node, verdict)) reportViolation(message, node.urn);
          }
        }
      },
    };
  });
}

/** One graph for all policies of a round: the same policy asking again means that the next round has begun. */
class GraphOfRound {
  #graph: Graph | undefined;
  readonly #askedBy = new Set<string>();

  of(policy: string, resources: readonly SdkResource[]): Graph {
    if (this.#graph === undefined || this.#askedBy.has(policy)) {
      this.#askedBy.clear();
      this.#graph = new Graph(
        resources.map((resource) => ({
          type: resource.type,
          name: resource.name,
          urn: resource.urn,
          props: resource.props,
          protect: resource.opts.protect,
          provider: resource.provider?.props,
          parent: resource.parent?.urn,
          propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([property, targets]) => [
              property,
              targets.map(({ urn }) => urn),
            ]),
          ),
        })),
      );
    }
    this.#askedBy.add(policy);
    return this.#graph;
  }
}
