/** The providers that `PULUMI_DEBUG_PROVIDERS` names, `NAME:PORT,…`. @throws {Error} for what is malformed. */
export function debugProviders(setting: string | undefined): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const entry of (setting ?? "").split(",").filter((each) => each.trim() !== "")) {
    const [name = "", port = ""] = entry.trim().split(":");
    if (name === "" || !/^\d+$/.test(port))
      throw new Error(
        `PULUMI_DEBUG_PROVIDERS has "${entry}": name a provider and its port, such as "aws:4000".`,
      );
    ports.set(name, Number(port));
  }
  return ports;
}
