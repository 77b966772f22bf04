/** The limits and patterns of an order, shared by its contracts and by the messages that explain a refusal. */

export const MAX_ITEMS = 100;
export const MAX_NAME_CHARACTERS = 200;
export const MAX_NOTES_CHARACTERS = 1_000;
export const MAX_QTY = 10_000;
export const MAX_PRICE = 1_000_000;

/** At least one character that is not white space, and no half of a surrogate pair, which UTF-8 cannot carry. */
export const TEXT_PATTERN = "^(?=[\\s\\S]*\\S)[^\\p{Cs}]*$";

export const SKU_PATTERN = "^[A-Za-z0-9._-]{1,64}$";

/** The id of a Stripe payment method, or the name of one of Stripe's for tests. */
export const PAYMENT_METHOD_PATTERN = "^pm_[A-Za-z0-9_]{1,252}$";

/** An RFC 9562 UUID of any version in its canonical, lower-case form. */
export const UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

/** An RFC 3339 instant in UTC, as `Date.toISOString` has it. */
export const INSTANT_PATTERN = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$";
