import type { Json, JsonObject } from "../language/json.ts";
import { type StatesError, TaskTimeout } from "../language/states-error.ts";
import { told } from "./branches.ts";
import type { HistoryEventType } from "./history-event.ts";
import { parseResource } from "./resource.ts";
import type { Visit } from "./visit.ts";

const FULL = { truncated: false };

/** The events of one task: a function that is named by its ARN has events of its own. */
export class TaskEvents {
  readonly #visit: Visit;
  readonly #resource: ReturnType<typeof parseResource>;

  constructor(visit: Visit) {
    this.#visit = visit;
    this.#resource = parseResource(String(visit.state.Resource));
  }

  /** `Lambda.SdkClientException` of `SdkClientException`. */
  errorName(name: string): string {
    const type = this.#resource?.kind === "integration" ? this.#resource.type : "lambda";
    return `${ERROR_PREFIXES[type.replace("aws-sdk:", "")] ?? "States"}.${name}`;
  }

  scheduled(
    parameters: Json,
    timeoutInSeconds: number | undefined,
    heartbeatInSeconds: number | undefined,
  ): void {
    const limits = {
      ...(timeoutInSeconds !== undefined && { timeoutInSeconds }),
      ...(heartbeatInSeconds !== undefined && { heartbeatInSeconds }),
    };
    if (this.#resource?.kind === "function")
      this.#record("LambdaFunctionScheduled", {
        resource: this.#resource.arn,
        input: JSON.stringify(parameters),
        inputDetails: FULL,
        ...limits,
      });
    else
      this.#record("TaskScheduled", {
        ...this.#about(),
        region: this.#visit.host.region,
        parameters: JSON.stringify(parameters),
        ...limits,
      });
  }

  started(): void {
    if (this.#resource?.kind === "function") this.#record("LambdaFunctionStarted");
    else this.#record("TaskStarted", this.#about());
  }

  submitted(output: Json): void {
    this.#record("TaskSubmitted", { ...this.#about(), output: JSON.stringify(output), outputDetails: FULL });
  }

  succeeded(output: Json): void {
    const details = { output: JSON.stringify(output), outputDetails: FULL };
    if (this.#resource?.kind === "function") this.#record("LambdaFunctionSucceeded", details);
    else this.#record("TaskSucceeded", { ...this.#about(), ...details });
  }

  failed(reason: StatesError): void {
    const how = reason instanceof TaskTimeout ? "TimedOut" : "Failed";
    const details = told(reason.error, reason.causeText);
    if (this.#resource?.kind === "function") this.#record(`LambdaFunction${how}`, details);
    else this.#record(`Task${how}`, { ...this.#about(), ...details });
  }

  #about(): JsonObject {
    if (this.#resource?.kind !== "integration") return {};
    return { resourceType: this.#resource.type, resource: this.#resource.name };
  }

  #record(type: HistoryEventType, details?: JsonObject): void {
    const { frame, host } = this.#visit;
    frame.lastEventId = host.record(type, frame.lastEventId, details);
  }
}

/** What the errors of a service begin with. */
const ERROR_PREFIXES: Readonly<Record<string, string>> = {
  lambda: "Lambda",
  dynamodb: "DynamoDB",
  sqs: "SQS",
  sns: "SNS",
  events: "EventBridge",
  states: "StepFunctions",
};
