/** An event pattern that AWS would not take; the message is the reason as AWS words it. */
export class InvalidPattern extends Error {
  override readonly name = "InvalidPattern";
}
