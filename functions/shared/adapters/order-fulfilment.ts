import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type ExecutionStatus,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { callAws, clientConfig } from "./client.ts";

/** The state machine `order-fulfilment`. The execution of an order is named for it. */
export class OrderFulfilment {
  readonly #arn: string;
  readonly #client: SFNClient;

  constructor(arn: string, client = new SFNClient(clientConfig)) {
    this.#arn = arn;
    this.#client = client;
  }

  /** Starts an order's execution, or finds it running. False where it has ended: its name stays taken for 90 days. */
  async start(orderId: string): Promise<boolean> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.#arn,
      name: orderId,
      input: JSON.stringify({ id: orderId }),
    });
    try {
      await this.#call("StartExecution", (options) => this.#client.send(command, options));
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  }

  async status(orderId: string): Promise<ExecutionStatus | undefined> {
    const command = new DescribeExecutionCommand({ executionArn: this.#executionArn(orderId) });
    const { status } = await this.#call("DescribeExecution", (options) =>
      this.#client.send(command, options),
    );
    return status;
  }

  /**
   * Goes on with an execution that failed, was aborted or timed out, from the state in which it ended.
   * @throws {ExecutionNotRedrivable} where it ended more than 14 days ago
   */
  async redrive(orderId: string): Promise<void> {
    const command = new RedriveExecutionCommand({ executionArn: this.#executionArn(orderId) });
    await this.#call("RedriveExecution", (options) => this.#client.send(command, options));
  }

  #executionArn(orderId: string): string {
    return `${this.#arn.replace(":stateMachine:", ":execution:")}:${orderId}`;
  }

  #call<Output extends { readonly $metadata: object }>(
    operation: string,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
  ): Promise<Output> {
    return callAws("StepFunctions", operation, { state_machine_arn: this.#arn }, send);
  }
}
