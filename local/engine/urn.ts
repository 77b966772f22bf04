export const STACK_TYPE = "pulumi:pulumi:Stack";
export const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

export interface StackName {
  readonly stack: string;
  readonly project: string;
}

/** `urn:pulumi:STACK::PROJECT::PARENT-TYPE$TYPE::NAME` */
export function createUrn(
  { stack, project }: StackName,
  parent: string | undefined,
  type: string,
  name: string,
): string {
  const parentType = parent === undefined ? "" : qualifiedType(parent);
  const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** The types of the resource and its ancestors, joined by `$`. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** The logical name, which may hold `::` itself. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The stack and project that a URN names. */
export function stackOf(urn: string): StackName {
  const [stack = "", project = ""] = urn.slice("urn:pulumi:".length).split("::");
  return { stack, project };
}

export function stackUrn(name: StackName): string {
  return createUrn(name, undefined, STACK_TYPE, `${name.project}-${name.stack}`);
}

/** The package of a token such as `aws:sqs/queue:Queue`; of a provider's type, the package it provides. */
export function packageOf(type: string): string {
  return type.startsWith(PROVIDER_TYPE_PREFIX)
    ? type.slice(PROVIDER_TYPE_PREFIX.length)
    : (type.split(":", 1)[0] ?? "");
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_TYPE_PREFIX);
}

export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOf(urn)) && /^default(_|$)/.test(nameOf(urn));
}

/** The URN in a provider reference, `URN::ID`. */
export function referencedUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}
