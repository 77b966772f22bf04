import { randomUUID } from "node:crypto";
import type { RandomStream } from "../../local/faults/random.ts";
import { type OrdersApi, order } from "../kit/orders-api.ts";

/** One body that a client asks for, and every answer it got to it. */
export interface Asked {
  /** Who asks: the caller's `sub`. */
  readonly owner: string;
  readonly key: string;
  /** Nobody else's: it tells in the table whose order it is. */
  readonly customerName: string;
  readonly answers: Answer[];
}

export type Answer =
  | { readonly status: 201; readonly id: string }
  | { readonly status: number; readonly id?: never };

/** How a client goes about its order. All keys are its own. */
type Conduct = "once" | "twice at once" | "changes its mind" | "asks for nonsense";

interface Task {
  readonly conduct: Conduct;
  /** How often it asks, while it has no answer, before it gives up. */
  readonly patience: number;
  /** Which of its answers never reach it. */
  readonly losesAnswer: (attempt: number) => boolean;
}

const CONCURRENCY = 4;

/** Clients that place orders: each again under its key while it has no verdict, a bounded number of times. */
export class OrderClients {
  readonly #asked: Asked[];
  readonly #customers: readonly OrdersApi[];
  readonly #random: RandomStream;
  readonly #run = randomUUID();

  /**
   * @param customers who take turns; they use the same keys, which are per caller
   * @param asked where all is noted that they ask for
   */
  constructor(customers: readonly OrdersApi[], random: RandomStream, asked: Asked[]) {
    this.#asked = asked;
    this.#customers = customers;
    this.#random = random;
  }

  /** Places `count` orders, some at a time; resolves when every client has its answer or has given up. */
  async place(count: number): Promise<void> {
    const tasks = Array.from({ length: count }, () => this.#task()).entries();
    const client = async () => {
      for (const [index, task] of tasks) await this.#perform(index, task);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, client));
  }

  /** Places orders one after the other, each again until it is accepted. @throws {Error} when one is not, after all */
  async placeSurely(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const { customer, asked } = this.#ask(this.#asked.length);
      await insist(customer, asked, { patience: 5, losesAnswer: () => false });
      if (asked.answers[0]?.status !== 201) throw new Error(`'${asked.customerName}' was not accepted.`);
    }
  }

  #task(): Task {
    const dice = this.#random.below(20);
    const lost = Array.from({ length: 16 }, () => this.#random.below(10) === 0);
    return {
      conduct:
        dice < 14
          ? "once"
          : dice < 16
            ? "twice at once"
            : dice < 18
              ? "changes its mind"
              : "asks for nonsense",
      patience: 1 + this.#random.below(5),
      losesAnswer: (attempt) => lost[attempt % lost.length] === true,
    };
  }

  async #perform(index: number, task: Task): Promise<void> {
    const { customer, asked } = this.#ask(index);
    switch (task.conduct) {
      case "once":
        return insist(customer, asked, task);
      case "twice at once":
        await Promise.all([insist(customer, asked, task), insist(customer, asked, task)]);
        return;
      case "changes its mind":
        await insist(customer, asked, task);
        return insist(customer, this.#ask(index, " changed").asked, task);
      case "asks for nonsense":
        return insist(customer, asked, task, { ...order, items: [] });
    }
  }

  #ask(index: number, suffix = ""): { readonly customer: OrdersApi; readonly asked: Asked } {
    const customer = this.#customers[index % this.#customers.length];
    if (customer === undefined) throw new Error("There are no customers.");
    const key = `${this.#run}-${Math.floor(index / this.#customers.length)}`;
    const customerName = `${this.#run} ${index}${suffix}`;
    const asked = { owner: customer.sub, key, customerName, answers: [] };
    this.#asked.push(asked);
    return { customer, asked };
  }
}

/** Asks until there is a verdict, which 429 and 5xx are not, or patience ends. */
async function insist(
  customer: OrdersApi,
  asked: Asked,
  { patience, losesAnswer }: Omit<Task, "conduct">,
  body: object = order,
): Promise<void> {
  for (let attempt = 0; attempt < patience; attempt++) {
    const response = await customer
      .request("POST", "/v1/orders", {
        headers: { "content-type": "application/json", "idempotency-key": asked.key },
        body: JSON.stringify({ ...body, customerName: asked.customerName }),
      })
      .catch(() => undefined);
    const text = await response?.text().catch(() => undefined);
    if (response === undefined || text === undefined || losesAnswer(attempt)) continue;
    const { status } = response;
    if (status === 429 || status >= 500) continue;
    asked.answers.push(status === 201 ? { status, id: (JSON.parse(text) as { id: string }).id } : { status });
    return;
  }
}
