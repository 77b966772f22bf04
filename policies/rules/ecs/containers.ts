import type { Properties } from "../../lib/properties.ts";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** The containers of a task definition, as the ECS API has them. @throws {MalformedDocumentError} */
export function containersOf(props: Properties): readonly Properties[] {
  return props.documents("containerDefinitions");
}
