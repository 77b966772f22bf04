import type { Properties } from "../../lib/properties.ts";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** A container as the ECS API has it, as far as rules read it. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly logConfiguration?: { readonly logDriver?: string };
  readonly environment?: readonly { readonly name?: string; readonly value?: string }[];
}

/** @throws {MalformedDocumentError} */
export function containersOf(props: Properties): readonly Container[] {
  const containers = props.json("containerDefinitions");
  return Array.isArray(containers) ? containers : [];
}
