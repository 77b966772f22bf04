import type { Denial, RoleReport, UnusedGrant } from "../../iam/report.ts";
import { asJson, atMostOneParameter, type Command } from "./command.ts";
import { aligned } from "./table.ts";

export const iamCommand: Command = {
  usage: "iam [ROLE]",
  summary: "lists per role what it used, what it has and never used, and what it was denied",
  options: ["json"],

  prepare(parameters, { json }) {
    const only = atMostOneParameter(parameters, "one role");
    return async (client, terminal) => {
      const { roles } = await client.iam();
      const shown = only === undefined ? roles : [named(only, roles)];
      terminal.print(json ? asJson({ roles: shown }) : shown.map(roleText).join("\n\n"));
    };
  },
};

/** @throws {Error} naming the roles there are */
function named(name: string, roles: readonly RoleReport[]): RoleReport {
  const found = roles.find(({ role }) => role === name);
  if (found !== undefined) return found;
  const known = roles.map(({ role }) => role).join(", ");
  throw new Error(
    `There is no role '${name}'. ${known === "" ? "None is deployed." : `There are: ${known}.`}`,
  );
}

function roleText({ role, used, unused, denied }: RoleReport): string {
  return [
    role,
    ...section(
      "used",
      used.map(({ count, action, resource }) => [`${count}x`, action, short(resource)]),
    ),
    ...section("granted, never used", unused.map(unusedRow)),
    ...section("denied", denied.flatMap(denialRows)),
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [`  ${title}: nothing`];
  return [`  ${title}:`, ...aligned(rows).map((row) => `    ${row}`)];
}

function unusedRow({ action, resource, statement, beyond }: UnusedGrant): string[] {
  const rest = beyond === undefined ? "" : `, but for ${beyond.join(", ")}`;
  return [action, short(resource), `statement ${statement}${rest}`];
}

function denialRows({ action, resource, count, reason, deniedBy, missing }: Denial): string[][] {
  const [, where = ""] = reason.split("-");
  const remedy =
    deniedBy === undefined
      ? `missing in the ${PLACES[where]}: ${JSON.stringify(missing)}`
      : `forbidden by statement ${deniedBy.statement} of ${deniedBy.policy}`;
  return [[`${count}x`, action, short(resource), remedy]];
}

const PLACES: Readonly<Record<string, string>> = {
  identity: "role's policy",
  resource: "resource's policy",
  boundary: "permissions boundary",
};

/** The part of an ARN behind account and region, which are the same in all. */
function short(arn: string): string {
  return arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn;
}
