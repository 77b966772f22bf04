import type { AnyOutboxRecord, TableContent, Transition } from "../kit/orders-record.ts";
import type { Asked } from "./order-clients.ts";

/** All that happened to a platform's orders, and what is left when everything is quiet. */
export interface Aftermath {
  readonly asked: readonly Asked[];
  readonly table: TableContent;
  /** Since the first order. */
  readonly transitions: readonly Transition[];
  /** Bodies of dead letters. */
  readonly deadLetters: readonly string[];
}

/**
 * Everything that contradicts: an accepted order is there once and ends once, a refused one left nothing, one that was
 * never answered is there once at most, and nobody's order is not there.
 */
export function brokenGuarantees(aftermath: Aftermath): readonly string[] {
  const {
    asked,
    table: { orders },
    transitions,
  } = aftermath;
  const names = new Set(asked.map(({ customerName }) => customerName));
  const ids = new Set(orders.map(({ id }) => id));
  return [
    ...duplicates(
      orders.map(({ customerName }) => customerName),
      "orders were made of one body",
    ),
    ...asked.flatMap((request) => brokenPromises(request, orders)),
    ...keysWithSeveralOrders(asked, orders),
    ...orders
      .filter(({ customerName }) => !names.has(customerName))
      .map(({ id }) => `nobody asked for order ${id}`),
    ...orders.flatMap((order) => unfinished(order, aftermath)),
    ...transitions.filter(({ id }) => !ids.has(id)).map(({ id }) => `order ${id} was there and is gone`),
    ...recordsBeside(ids, aftermath),
  ];
}

type Order = TableContent["orders"][number];

function brokenPromises(request: Asked, orders: readonly Order[]): readonly string[] {
  const { customerName, owner, answers } = request;
  const own = orders.filter((order) => order.customerName === customerName);
  const accepted = new Set(answers.flatMap(({ id }) => id ?? []));
  const refused = answers.filter(({ status }) => status >= 400);
  return [
    ...(accepted.size > 1 ? [`'${customerName}' got the ids ${[...accepted].join(", ")}`] : []),
    ...[...accepted]
      .filter((id) => !own.some((order) => order.id === id && order.owner === owner))
      .map((id) => `the accepted order ${id} is lost`),
    ...(refused.length > 0 && own.length > 0
      ? [`'${customerName}' was refused with ${refused[0]?.status}, and left ${own[0]?.id}`]
      : []),
    ...answers
      .filter(({ status }) => status !== 201 && (status < 400 || status >= 500))
      .map(({ status }) => `'${customerName}' was answered with ${status}`),
  ];
}

function keysWithSeveralOrders(asked: readonly Asked[], orders: readonly Order[]): readonly string[] {
  const keys = new Map(asked.map(({ customerName, owner, key }) => [customerName, `${owner} ${key}`]));
  return duplicates(
    orders.flatMap(({ customerName }) => keys.get(customerName) ?? []),
    "orders under one key",
  );
}

/** Why an order has not ended, or ended more than once. */
function unfinished(order: Order, { table, transitions, deadLetters }: Aftermath): readonly string[] {
  const { id, status } = order;
  const path = transitions
    .filter((transition) => transition.id === id)
    .map(({ from = "nothing", to = "nothing" }) => `${from} to ${to}`)
    .join(", ");
  const expected = ["nothing to PENDING", ...(status === "PENDING" ? [] : [`PENDING to ${status}`])].join(
    ", ",
  );
  const dead = deadLetters.some((body) => body.includes(id));
  const record = table.outbox.find((one) => one.id === `outbox#${id}`);
  return [
    ...(path === expected ? [] : [`order ${id} went from ${path}`]),
    ...(status === "PENDING" && !dead ? [`order ${id} is PENDING and no dead letter`] : []),
    ...(record !== undefined && stateOf(record) === (status === "PENDING" ? "parked" : "settled")
      ? []
      : [`order ${id} is ${status}, its outbox record ${record === undefined ? "lost" : stateOf(record)}`]),
  ];
}

function stateOf(record: AnyOutboxRecord): "open" | "settled" | "parked" | "inconsistent" {
  const { outboxShard, outboxSince, message, settledAt, parkedAt } = record;
  const indexed = outboxShard !== undefined || outboxSince !== undefined;
  if (settledAt !== undefined) return indexed || message !== undefined ? "inconsistent" : "settled";
  if (parkedAt !== undefined) return indexed || message === undefined ? "inconsistent" : "parked";
  return "open";
}

/** The table holds nothing of orders that are not there, and every order's key. */
function recordsBeside(ids: ReadonlySet<string>, { table, deadLetters }: Aftermath): readonly string[] {
  const keys = table.idempotency.map(({ orderId }) => orderId);
  return [
    ...table.outbox
      .filter(({ id }) => !ids.has(id.slice("outbox#".length)))
      .map(({ id }) => `${id} has no order`),
    ...keys.filter((id) => !ids.has(id)).map((id) => `a key's order ${id} is not there`),
    ...duplicates(keys, "keys of one order"),
    ...[...ids].filter((id) => !keys.includes(id)).map((id) => `the key of order ${id} is lost`),
    ...deadLetters
      .filter((body) => ![...ids].some((id) => body.includes(id)))
      .map((body) => `the dead letter ${body} is about no order`),
  ];
}

function duplicates(values: readonly string[], what: string): readonly string[] {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts]
    .filter(([, { length }]) => length > 1)
    .map(([value, { length }]) => `${length} ${what}: ${value}`);
}
