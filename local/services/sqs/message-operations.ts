import type { Members } from "../../core/members.ts";
import type { Call, Operation } from "../../core/service.ts";
import { batchEntries, runBatch } from "./batch.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import { accessTo, type Engine, type Operations, onAny, onQueue } from "./operations.ts";
import type { Queue } from "./queue.ts";
import { ReceiveAttempts, readReceive, readVisibility, toWire, withinFlightLimit } from "./receive.ts";
import { RequestRates } from "./request-rates.ts";
import { checkBatchSize, sendMessage } from "./send.ts";
import { senderId } from "./sender-id.ts";

/** The operations on messages. A batch needs the permission of the single operation. */
export function messageOperations(engine: Engine): Operations {
  const receive = receiveWith(engine);
  const send = (queue: Queue, input: Members, call: Call) => {
    const sent = sendMessage(
      queue,
      input,
      senderId(call.principal, engine.account.accountId),
      engine.clock.now(),
    );
    engine.metrics.sent(queue, Buffer.byteLength(input.text("MessageBody")));
    return sent;
  };
  const remove = (queue: Queue, input: Members) => {
    if (queue.delete(input.text("ReceiptHandle"))) engine.metrics.deleted(queue);
    return {};
  };
  const changeVisibility = (queue: Queue, input: Members) => {
    const seconds = readVisibility(input.optionalInteger("VisibilityTimeout"));
    if (seconds === undefined) throw missingParameter("VisibilityTimeout");
    queue.changeVisibility(input.text("ReceiptHandle"), seconds);
    return {};
  };
  const rates = new RequestRates(engine.clock);
  const onMessages = (
    action: string,
    handle: (queue: Queue, input: Members, call: Call) => unknown,
  ): Operation =>
    onQueue(engine, action, (queue, input, call) => {
      rates.admit(queue, action);
      return handle(queue, input, call);
    });
  return {
    SendMessage: onMessages("sqs:SendMessage", (queue, input, call) => {
      engine.encryption.encrypt(queue, call.principal);
      return send(queue, input, call);
    }),
    SendMessageBatch: onMessages("sqs:SendMessage", (queue, input, call) => {
      const entries = batchEntries(input, "SendMessageBatchRequestEntry");
      checkBatchSize(entries);
      engine.encryption.encrypt(queue, call.principal);
      return runBatch(entries, (entry) => send(queue, entry, call));
    }),
    ReceiveMessage: onMessages("sqs:ReceiveMessage", receive),
    DeleteMessage: onMessages("sqs:DeleteMessage", remove),
    DeleteMessageBatch: onMessages("sqs:DeleteMessage", (queue, input) =>
      runBatch(batchEntries(input, "DeleteMessageBatchRequestEntry"), (entry) => remove(queue, entry)),
    ),
    ChangeMessageVisibility: onMessages("sqs:ChangeMessageVisibility", changeVisibility),
    ChangeMessageVisibilityBatch: onMessages("sqs:ChangeMessageVisibility", (queue, input) =>
      runBatch(batchEntries(input, "ChangeMessageVisibilityBatchRequestEntry"), (entry) =>
        changeVisibility(queue, entry),
      ),
    ),
    ...moveTaskOperations(engine),
  };
}

function receiveWith(engine: Engine) {
  const attempts = new ReceiveAttempts();
  return async (queue: Queue, input: Members, call: Call) => {
    const receive = readReceive(queue, input);
    const { attemptId, visibilitySeconds } = receive;
    const earlier = attemptId && attempts.find(queue, attemptId, engine.clock.now());
    const again = earlier && queue.receiveAgain(earlier, visibilitySeconds);
    const max = again ? 0 : withinFlightLimit(queue, receive);
    const deliveries =
      again ||
      (await queue.receiveOrWait(max, visibilitySeconds, receive.waitSeconds, () =>
        engine.encryption.decrypt(queue, call.principal),
      ));
    if (attemptId !== undefined) attempts.remember(queue, attemptId, deliveries, engine.clock.now());
    engine.metrics.received(queue, deliveries.length);
    return deliveries.length === 0
      ? {}
      : { Messages: deliveries.map((delivery) => toWire(delivery, receive)) };
  };
}

function moveTaskOperations(engine: Engine): Operations {
  const { moveTasks } = engine;
  const on = (arn: string, ...actions: readonly string[]) => {
    const name = arn.slice(arn.lastIndexOf(":") + 1);
    if (!/^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9_.-]+$/.test(arn)) {
      throw invalidParameter(
        "You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>",
      );
    }
    return actions.map((action) => ({ ...accessTo(engine, action, name), resource: arn }));
  };
  return {
    StartMessageMoveTask: onAny(
      (input) => {
        const source = input.text("SourceArn");
        const destinations = moveTasks.destinationArns(source, input.optionalText("DestinationArn"));
        return [
          ...on(
            source,
            "sqs:StartMessageMoveTask",
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
          ),
          ...destinations.flatMap((destination) => on(destination, "sqs:SendMessage")),
        ];
      },
      (input, call) => ({
        TaskHandle: moveTasks.start(
          input.text("SourceArn"),
          input.optionalText("DestinationArn"),
          input.optionalInteger("MaxNumberOfMessagesPerSecond"),
          call.principal,
        ),
      }),
    ),
    ListMessageMoveTasks: onAny(
      (input) => on(input.text("SourceArn"), "sqs:ListMessageMoveTasks"),
      (input) => ({
        Results: moveTasks.list(input.text("SourceArn"), input.optionalInteger("MaxResults") ?? 1),
      }),
    ),
    CancelMessageMoveTask: onAny(
      (input) => on(sourceOf(input.text("TaskHandle")), "sqs:CancelMessageMoveTask"),
      (input) => ({ ApproximateNumberOfMessagesMoved: moveTasks.cancel(input.text("TaskHandle")) }),
    ),
  };
}

/** The source queue's ARN, which a task handle carries. */
function sourceOf(taskHandle: string): string {
  try {
    const { sourceArn } = JSON.parse(Buffer.from(taskHandle, "base64").toString()) as { sourceArn?: unknown };
    if (typeof sourceArn === "string") return sourceArn;
  } catch {
    throw invalidParameter("Value for parameter TaskHandle is invalid.");
  }
  throw invalidParameter("Value for parameter TaskHandle is invalid.");
}
