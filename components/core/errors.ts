/** A mistake in the configuration or in a component's arguments: the message names the value and the way out. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
