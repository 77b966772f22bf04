import { validationError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import { constraint, invalidFilterKey, invalidFilterOption, invalidFilterValue } from "./errors.ts";
import { latest, type Parameter } from "./parameter.ts";
import { readPath } from "./parameter-name.ts";

export type Filter = (parameter: Parameter) => boolean;

interface FilterKey {
  /** The first is the default. */
  readonly options: readonly string[];
  /** Whether a parameter is one of those that a value, or the absence of values, stands for. */
  matches(parameter: Parameter, option: string, value: string | undefined): boolean;
}

const MAX_VALUES = 50;

const NAME: FilterKey = {
  options: ["Equals", "BeginsWith", "Contains"],
  matches: ({ name }, option, value) => compared(name, option, value),
};
const TYPE = ofText((parameter) => latest(parameter).type);
const KEY_ID = ofText((parameter) => latest(parameter).keyId);
const TIER = ofText((parameter) => latest(parameter).tier);
const DATA_TYPE = ofText((parameter) => latest(parameter).dataType);
const PATH: FilterKey = {
  options: ["OneLevel", "Recursive"],
  matches: ({ name }, option, value = "/") => isBelow(name, readPath(value), option === "Recursive"),
};
const LABEL: FilterKey = {
  options: ["Equals"],
  matches: ({ versions }, _option, value) =>
    versions.some(({ labels }) => (value === undefined ? labels.length > 0 : labels.includes(value))),
};

function tag(key: string): FilterKey {
  return {
    options: ["Equals", "BeginsWith"],
    matches: ({ tags }, option, value) =>
      value === undefined ? tags[key] !== undefined : compared(tags[key], option, value),
  };
}

/**
 * The filters of `DescribeParameters`.
 * @throws {AwsError} `InvalidFilterKey`, `InvalidFilterOption`, `InvalidFilterValue`, `ValidationException`
 */
export function describeFilters(input: Members): readonly Filter[] {
  const keys: Readonly<Record<string, FilterKey>> = {
    Name: NAME,
    Type: TYPE,
    KeyId: KEY_ID,
    Tier: TIER,
    DataType: DATA_TYPE,
    Path: PATH,
  };
  return filtersIn(input, (key) => (key.startsWith("tag:") ? tag(key.slice("tag:".length)) : keys[key]));
}

/** The filters of `GetParametersByPath`. @throws {AwsError} as `describeFilters` */
export function pathFilters(input: Members): readonly Filter[] {
  const keys: Readonly<Record<string, FilterKey>> = { Type: TYPE, KeyId: KEY_ID, Label: LABEL };
  return filtersIn(input, (key) => keys[key]);
}

/** The label that `GetParametersByPath` asks for. */
export function labelIn(input: Members): string | undefined {
  const filter = given(input).find((candidate) => candidate.text("Key") === "Label");
  return filter?.optionalTexts("Values")?.[0];
}

export function isBelow(name: string, path: string, recursive: boolean): boolean {
  if (!name.startsWith("/")) return path === "/";
  if (!name.startsWith(path)) return false;
  return recursive || !name.slice(path.length).includes("/");
}

function given(input: Members): readonly Members[] {
  return input.value("ParameterFilters") === undefined ? [] : input.structures("ParameterFilters");
}

function filtersIn(input: Members, find: (key: string) => FilterKey | undefined): readonly Filter[] {
  const filters = given(input);
  const keys = filters.map((filter) => filter.text("Key"));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw validationError(`The filter ${twice} is given more than once.`);
  return filters.map((filter) => readFilter(filter, find));
}

function readFilter(filter: Members, find: (key: string) => FilterKey | undefined): Filter {
  const name = filter.text("Key");
  const key = find(name);
  if (key === undefined) throw invalidFilterKey(name);
  const option = filter.optionalText("Option") ?? key.options[0] ?? "Equals";
  if (!key.options.includes(option)) throw invalidFilterOption(option, key.options);
  const values = filter.optionalTexts("Values") ?? [];
  if (values.length > MAX_VALUES)
    throw constraint(values.length, "values", `Member must have length less than or equal to ${MAX_VALUES}`);
  if (values.length === 0 && !name.startsWith("tag:") && name !== "Label")
    throw invalidFilterValue(`The filter ${name} has no values.`);
  const wanted = values.length === 0 ? [undefined] : values;
  return (parameter) => wanted.some((value) => key.matches(parameter, option, value));
}

function ofText(read: (parameter: Parameter) => string | undefined): FilterKey {
  return {
    options: ["Equals", "BeginsWith"],
    matches: (parameter, option, value) => compared(read(parameter), option, value),
  };
}

function compared(text: string | undefined, option: string, value: string | undefined): boolean {
  if (text === undefined || value === undefined) return false;
  if (option === "BeginsWith") return text.startsWith(value);
  return option === "Contains" ? text.includes(value) : text === value;
}
