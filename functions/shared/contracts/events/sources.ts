/** Who puts an event: the `source` by which rules tell whose it is, and a grant says what a role may put. */
export const ORDERS = "orderflow.orders";
export const PAYMENTS = "orderflow.payments";
export const USERS = "orderflow.users";
export const IMAGES = "orderflow.images";
