/** One thing that a rule finds fault with. */
export interface Finding {
  /** A sentence that names the value and what is wrong with it. */
  readonly message: string;
  /**
   * Tells this finding from others of the same rule on the same resource, such as `s3:PutObject@*`, so that an
   * exemption covers it and nothing that is added later.
   */
  readonly id?: string;
}

/** What a rule makes of a resource, or of a part of it. */
export interface Verdict {
  readonly outcome: "pass" | "fail" | "not-applicable" | "undetermined";
  readonly findings: readonly Finding[];
  /** The setting by which an undetermined one could be decided before the deployment. */
  readonly settledBy?: string;
}

export const pass: Verdict = { outcome: "pass", findings: [] };

/** The rule has nothing to say about this resource: it is exempt by what it is, not by how it is set. */
export const notApplicable: Verdict = { outcome: "not-applicable", findings: [] };

/** A value that decides is only known after the deployment. Reading one through `Properties` has the same effect. */
export const undetermined: Verdict = { outcome: "undetermined", findings: [] };

export function fail(message: string, id?: string): Verdict {
  return { outcome: "fail", findings: [id === undefined ? { message } : { message, id }] };
}

export function failUnless(holds: boolean, message: string, id?: string): Verdict {
  return holds ? pass : fail(message, id);
}

/** Passes where nothing is at fault; else there is a finding for each fault. */
export function failEach<Fault>(faults: Iterable<Fault>, describe: (fault: Fault) => Finding): Verdict {
  const findings = [...faults].map(describe);
  return findings.length === 0 ? pass : { outcome: "fail", findings };
}

/** All findings; without any, one open decision leaves the whole open; nothing to decide on is not applicable. */
export function combine(verdicts: Iterable<Verdict>): Verdict {
  const all = [...verdicts];
  const findings = all.flatMap((verdict) => verdict.findings);
  if (findings.length > 0) return { outcome: "fail", findings };
  const outcomes = new Set(all.map(({ outcome }) => outcome));
  if (outcomes.has("undetermined"))
    return all.find(({ settledBy }) => settledBy !== undefined) ?? undetermined;
  return outcomes.has("pass") ? pass : notApplicable;
}

/** Judges each part by itself, so that one unknown part does not hide what is wrong with the others. */
export function each<T>(parts: Iterable<T>, judge: (part: T) => Verdict): Verdict {
  return combine([...parts].map((part) => attempt(() => judge(part))));
}

/** Thrown where a rule reads a value that is only known after the deployment. */
export class UnknownValueError extends Error {
  readonly settledBy: string | undefined;

  /** @param settledBy The setting that says as much. */
  constructor(path: string, settledBy?: string) {
    super(`${path} is only known after the deployment`);
    this.name = "UnknownValueError";
    this.settledBy = settledBy;
  }
}

/** Thrown where a rule reads a document that is none. */
export class MalformedDocumentError extends Error {
  constructor(path: string, reason: string) {
    super(`${path} is no valid JSON: ${reason}`);
    this.name = "MalformedDocumentError";
  }
}

/** No rule fails the analysis: an unknown leaves the decision open, and a document that is none is a finding. */
export function attempt(judge: () => Verdict): Verdict {
  try {
    return judge();
  } catch (error) {
    if (error instanceof UnknownValueError) return openBy(error);
    if (error instanceof MalformedDocumentError) return fail(`${error.message}.`, "malformed");
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`The rule itself failed: ${reason}. Please report it.`, "rule-error");
  }
}

function openBy({ settledBy }: UnknownValueError): Verdict {
  return settledBy === undefined ? undetermined : { ...undetermined, settledBy };
}
