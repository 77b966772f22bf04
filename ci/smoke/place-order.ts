import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const CONFIRMED_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 500;
const ORDER = { customerName: "Smoke Test", items: [{ sku: "SKU-1", qty: 1, price: 9.5 }] };

export interface PlacedOrder {
  readonly id: string;
  /** From the API's answer until it was seen CONFIRMED. */
  readonly confirmedMs: number;
}

/** Places an order and waits until it is CONFIRMED. @throws {Error} with what the API answered */
export async function placeOrder(apiUrl: string, token: string): Promise<PlacedOrder> {
  const authorization = `Bearer ${token}`;
  const created = await fetch(`${apiUrl}/v1/orders`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(ORDER),
  });
  const answer = await created.text();
  if (created.status !== 201)
    throw new Error(`POST ${apiUrl}/v1/orders answered ${created.status}: ${answer}`);
  const { id } = JSON.parse(answer) as { readonly id: string };
  const since = performance.now();
  for (;;) {
    const response = await fetch(`${apiUrl}/v1/orders/${id}`, { headers: { authorization } });
    const text = await response.text();
    if (response.status !== 200)
      throw new Error(`GET ${apiUrl}/v1/orders/${id} answered ${response.status}: ${text}`);
    const { status } = JSON.parse(text) as { readonly status: string };
    const passed = performance.now() - since;
    if (status === "CONFIRMED") return { id, confirmedMs: Math.round(passed) };
    if (status !== "PENDING" || passed > CONFIRMED_WITHIN_MS)
      throw new Error(
        `Order ${id} is ${status} after ${Math.round(passed / 1_000)} s. Its trail: npm run local -- trace, or the log groups of orders-create and orders-process.`,
      );
    await sleep(ASK_EVERY_MS);
  }
}
