import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { PullRequestComment } from "./pull-request-comment.ts";

const MARKER = "<!-- ours -->";

/** GitHub's REST API for the comments of one pull request. */
class GitHub {
  readonly comments: { id: number; body: string }[] = [];
  readonly requests: string[] = [];
  status = 200;
  readonly #server: Server = createServer(async (request, response) => {
    const { method = "", url = "" } = request;
    this.requests.push(`${method} ${url} ${request.headers.authorization}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { body = "" } = JSON.parse(Buffer.concat(chunks).toString() || "{}") as { body?: string };
    response.statusCode = this.status;
    response.end(JSON.stringify(this.#answer(method, new URL(url, "http://github"), body)));
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #answer(method: string, { pathname, searchParams }: URL, body: string): unknown {
    if (method === "GET") {
      assert.equal(pathname, "/repos/acme/orderflow/issues/7/comments");
      const page = Number(searchParams.get("page"));
      return this.comments.slice((page - 1) * 100, page * 100);
    }
    if (method === "POST") return this.comments.push({ id: this.comments.length, body });
    const id = Number(/^\/repos\/acme\/orderflow\/issues\/comments\/(\d+)$/.exec(pathname)?.[1]);
    const found = this.comments.find((comment) => comment.id === id);
    assert.ok(found);
    found.body = body;
    return found;
  }
}

describe("PullRequestComment", () => {
  let github: GitHub;
  let comment: PullRequestComment;
  beforeEach(async () => {
    github = new GitHub();
    const api = await github.listen();
    comment = new PullRequestComment({ api, repository: "acme/orderflow", number: 7, token: "t" });
  });
  afterEach(() => github.close());

  it("is made once, and then updated, however many others there are", async () => {
    for (let id = 0; id < 150; id += 1) github.comments.push({ id, body: "somebody else's" });
    assert.equal(await comment.put(MARKER, `${MARKER} first`), "created");
    assert.equal(await comment.put(MARKER, `${MARKER} second`), "updated");
    assert.equal(await comment.put(MARKER, `${MARKER} second`), "unchanged");
    assert.deepEqual(
      github.comments.filter(({ body }) => body.startsWith(MARKER)),
      [{ id: 150, body: `${MARKER} second` }],
    );
    assert.ok(github.requests.every((request) => request.endsWith(" Bearer t")));
  });

  it("says what GitHub has refused", async () => {
    github.status = 403;
    await assert.rejects(comment.put(MARKER, MARKER), /GitHub answered 403 to GET/);
  });

  it("finds its pull request in the environment, and says which variable is missing", () => {
    const event = join(temporaryDirectory(), "event.json");
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    const environment = { GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: "acme/orderflow", GITHUB_TOKEN: "t" };
    assert.ok(PullRequestComment.fromEnvironment(environment));
    assert.throws(
      () => PullRequestComment.fromEnvironment({ ...environment, GITHUB_TOKEN: "" }),
      /GITHUB_TOKEN is not set/,
    );
    writeFileSync(event, "{}");
    assert.throws(() => PullRequestComment.fromEnvironment(environment), /no pull request/);
  });
});
