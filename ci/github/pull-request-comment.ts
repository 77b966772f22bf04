import { readFileSync } from "node:fs";

/** A comment of ours on a pull request, found again by a marker in its text. */
export class PullRequestComment {
  readonly #api: string;
  readonly #token: string;
  readonly #comments: string;

  constructor(where: {
    readonly api: string;
    readonly repository: string;
    readonly number: number;
    readonly token: string;
  }) {
    this.#api = where.api;
    this.#token = where.token;
    this.#comments = `/repos/${where.repository}/issues/${where.number}/comments`;
  }

  /** The pull request that GitHub Actions run for. @throws {Error} that names the variable which is missing. */
  static fromEnvironment(environment: NodeJS.ProcessEnv): PullRequestComment {
    const required = (name: string): string => {
      const value = environment[name];
      if (value === undefined || value === "")
        throw new Error(`${name} is not set: GitHub Actions set it, and GITHUB_TOKEN the workflow.`);
      return value;
    };
    const event = JSON.parse(readFileSync(required("GITHUB_EVENT_PATH"), "utf8")) as {
      readonly pull_request?: { readonly number: number };
    };
    if (event.pull_request === undefined)
      throw new Error("GITHUB_EVENT_PATH tells of no pull request: this step is for pull requests.");
    return new PullRequestComment({
      api: environment.GITHUB_API_URL ?? "https://api.github.com",
      repository: required("GITHUB_REPOSITORY"),
      number: event.pull_request.number,
      token: required("GITHUB_TOKEN"),
    });
  }

  /** Writes the comment, over the one that has the marker if there is one. `text` holds the marker. */
  async put(marker: string, text: string): Promise<"created" | "updated" | "unchanged"> {
    const known = await this.#find(marker);
    if (known?.body === text) return "unchanged";
    if (known === undefined) {
      await this.#request("POST", this.#comments, { body: text });
      return "created";
    }
    await this.#request("PATCH", `${this.#comments.replace(/\/\d+\/comments$/, "")}/comments/${known.id}`, {
      body: text,
    });
    return "updated";
  }

  async #find(marker: string): Promise<{ readonly id: number; readonly body: string } | undefined> {
    for (let page = 1; ; page += 1) {
      const comments = (await this.#request(
        "GET",
        `${this.#comments}?per_page=100&page=${page}`,
      )) as readonly {
        readonly id: number;
        readonly body: string;
      }[];
      const found = comments.find(({ body }) => body.startsWith(marker));
      if (found !== undefined || comments.length < 100) return found;
    }
  }

  async #request(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.#token}`,
        "x-github-api-version": "2022-11-28",
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`GitHub answered ${response.status} to ${method} ${path}: ${await response.text()}`);
    return await response.json();
  }
}
