import { z } from "zod";
import { aboutOrder } from "./about-order.ts";
import { event } from "./envelope.ts";

export const orderFailed = event(
  "OrderFailed",
  "An order was given up; what had been done for it is undone.",
  {
    ...aboutOrder,
    reason: z.string().min(1).meta({ description: "Why, as its customer may read it." }),
  },
);

export type OrderFailed = z.infer<typeof orderFailed>;
