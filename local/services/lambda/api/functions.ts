import type { Access, Principal } from "../../../core/access.ts";
import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import type { Keys } from "../../../core/ports.ts";
import type { Call } from "../../../core/service.ts";
import { requireTags } from "../../../core/tags.ts";
import type { FunctionConfigurationInput } from "../configuration.ts";
import type { FunctionRecord, FunctionVersion } from "../functions.ts";
import type { Lambda } from "../lambda.ts";
import { functionArn, invalidParameter, LATEST, parseFunctionReference } from "../names.ts";
import { describeEnvironment, describeFunction } from "./describe.ts";
import {
  listed,
  nameIn,
  type Operations,
  onFunction,
  operation,
  referenceIn,
  unscoped,
} from "./operations.ts";

/** What functions can have on AWS and not here. */
const ABSENT = [
  "CapacityProviderConfig",
  "CodeSigningConfigArn",
  "DurableConfig",
  "FileSystemConfigs",
  "ImageConfig",
  "Layers",
  "SnapStart",
  "TenancyConfig",
  "VpcConfig",
];

/** Functions and their versions. Source: Lambda API Reference. */
export function functionOperations(lambda: Lambda, keys: Keys): Operations {
  const { functions } = lambda;
  const view = (record: FunctionRecord, version: FunctionVersion, arn: string, caller: Principal) =>
    describeFunction(version, arn, describeEnvironment(keys, caller, record.arn, version.configuration));
  const viewTarget = (input: Members, { principal }: Call) => {
    const { record, version, arn } = functions.resolve(referenceIn(input));
    return view(record, version, arn, principal);
  };
  const viewLatest = (name: string, { principal }: Call) => {
    const record = functions.require(name);
    return view(record, record.latest, record.arn, principal);
  };
  const publishIfAsked = (input: Members, name: string, call: Call) => {
    if (input.optionalBoolean("Publish") !== true) return viewLatest(name, call);
    const record = functions.require(name);
    const version = functions.publishVersion(name);
    return view(record, version, `${record.arn}:${version.version}`, call.principal);
  };

  return {
    CreateFunction: operation(
      (input) => [...onFunction(lambda, "CreateFunction")(input), ...passRole(input)],
      (input, call) => {
        input.refuse("CreateFunction", ...ABSENT);
        requireZip(input);
        const zip = zipIn(input.optionalStructure("Code"), "CreateFunction");
        const role = input.text("Role");
        const name = parseFunctionReference(input.text("FunctionName")).name;
        const tags = requireTags(input.optionalTextMap("Tags") ?? {}, invalidParameter);
        const record = lambda.createFunction(
          { FunctionName: name, Role: role, ...settingsIn(input) },
          zip,
          call.principal,
        );
        record.tags = tags;
        return publishIfAsked(input, name, call);
      },
    ),
    UpdateFunctionCode: operation(onFunction(lambda, "UpdateFunctionCode"), (input, call) => {
      input.refuse("UpdateFunctionCode", "Architectures", "DryRun", "SourceKMSKeyArn");
      const name = nameIn(lambda, input);
      checkRevision(input, functions.require(name).latest.revisionId);
      functions.updateCode(name, zipIn(input, "UpdateFunctionCode"));
      return publishIfAsked(input, name, call);
    }),
    UpdateFunctionConfiguration: operation(
      (input) => [...onFunction(lambda, "UpdateFunctionConfiguration")(input), ...passRole(input)],
      (input, call) => {
        input.refuse("UpdateFunctionConfiguration", ...ABSENT);
        const name = nameIn(lambda, input);
        const { latest } = functions.require(name);
        checkRevision(input, latest.revisionId);
        functions.updateConfiguration({ ...latest.configuration, ...settingsIn(input) }, call.principal);
        return viewLatest(name, call);
      },
    ),
    DeleteFunction: operation(onFunction(lambda, "DeleteFunction"), (input) => {
      const { record, qualifier } = functions.resolve(referenceIn(input));
      if (qualifier === undefined) lambda.deleteFunction(record.name);
      else if (qualifier === LATEST || record.aliases.has(qualifier))
        throw invalidParameter(`${qualifier} can't be deleted on its own: name a version, or the function.`);
      else functions.deleteVersion(record.name, qualifier);
      return {};
    }),
    GetFunction: operation(onFunction(lambda, "GetFunction"), (input, call) => {
      const { record } = functions.resolve(referenceIn(input));
      const reserved = lambda.concurrency.reserved(record.name);
      return {
        Configuration: viewTarget(input, call),
        Code: { RepositoryType: "S3" },
        Tags: record.tags,
        ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
      };
    }),
    GetFunctionConfiguration: operation(onFunction(lambda, "GetFunctionConfiguration"), viewTarget),
    ListFunctions: operation(unscoped("ListFunctions"), (input, { principal }) => {
      input.refuse("ListFunctions", "MasterRegion");
      const all = input.optionalText("FunctionVersion") === "ALL";
      const versions = [...functions].flatMap((record) =>
        (all ? [record.latest, ...record.versions.values()] : [record.latest]).map((version) => ({
          record,
          version,
          arn: all ? `${record.arn}:${version.version}` : record.arn,
        })),
      );
      return listed(
        input,
        "Functions",
        versions,
        ({ arn }) => arn,
        ({ record, version, arn }) => view(record, version, arn, principal),
      );
    }),
    PublishVersion: operation(onFunction(lambda, "PublishVersion"), (input, { principal }) => {
      const record = functions.require(nameIn(lambda, input));
      checkRevision(input, record.latest.revisionId);
      const sha = input.optionalText("CodeSha256");
      if (sha !== undefined && sha !== record.latest.codeSha256)
        throw invalidParameter(
          `CodeSHA256 (${sha}) is different from current CodeSHA256 in $LATEST (${record.latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      const version = functions.publishVersion(record.name, input.optionalText("Description"));
      return view(record, version, `${record.arn}:${version.version}`, principal);
    }),
    ListVersionsByFunction: operation(
      onFunction(lambda, "ListVersionsByFunction"),
      (input, { principal }) => {
        const record = functions.require(nameIn(lambda, input));
        return listed(
          input,
          "Versions",
          [record.latest, ...record.versions.values()],
          ({ version }) => (version === LATEST ? "" : version.padStart(10, "0")),
          (version) =>
            view(record, version, functionArn(lambda.account, record.name, version.version), principal),
        );
      },
    ),
  };
}

/** Giving a function a role takes the permission to pass it. Source: IAM User Guide, "Grant a user permissions to pass a role". */
function passRole(input: Members): readonly Access[] {
  const role = input.optionalText("Role");
  if (role === undefined) return [];
  const context = { "iam:PassedToService": "lambda.amazonaws.com" };
  return [{ action: "iam:PassRole", resource: role, context }];
}

function requireZip(input: Members): void {
  const type = input.optionalText("PackageType") ?? "Zip";
  if (type !== "Zip")
    throw new AwsError(
      "UnsupportedOperationException",
      `The local cloud has no functions of package type ${type}: use Zip.`,
    );
}

function zipIn(code: Members | undefined, operationName: string): Buffer {
  code?.refuse(operationName, "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri");
  const encoded = code?.optionalText("ZipFile");
  if (encoded === undefined) throw invalidParameter("Please provide a source for function code.");
  return Buffer.from(encoded, "base64");
}

function checkRevision(input: Members, current: string): void {
  const expected = input.optionalText("RevisionId");
  if (expected !== undefined && expected !== current)
    throw new AwsError(
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
      412,
    );
}

type Settings = Omit<FunctionConfigurationInput, "FunctionName" | "Role"> & { readonly Role?: string };

/** The settings that a call names; what it leaves out stays, or takes its default. */
function settingsIn(input: Members): Settings {
  const structure = (name: string) => input.optionalStructure(name);
  const deadLetter = structure("DeadLetterConfig");
  const storage = structure("EphemeralStorage");
  const variables = structure("Environment")?.optionalTextMap("Variables");
  const given = {
    Role: input.optionalText("Role"),
    Runtime: input.optionalText("Runtime"),
    Handler: input.optionalText("Handler"),
    Description: input.optionalText("Description"),
    Timeout: input.optionalInteger("Timeout"),
    MemorySize: input.optionalInteger("MemorySize"),
    Architectures: input.optionalTexts("Architectures"),
    KMSKeyArn: input.optionalText("KMSKeyArn"),
    Environment: structure("Environment") && { Variables: variables ?? {} },
    TracingConfig: input.optionalMap("TracingConfig"),
    LoggingConfig: input.optionalMap("LoggingConfig"),
    EphemeralStorage: storage && { Size: storage.integer("Size") },
    DeadLetterConfig: deadLetter && { TargetArn: deadLetter.optionalText("TargetArn") ?? "" },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Settings;
}
