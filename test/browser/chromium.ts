import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { TemporaryFolder } from "../support/temporary-folder.ts";

/** The distribution's own browser; undefined where there is none. */
export const chromiumPath: string | undefined = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) =>
  existsSync(path),
);

/** Nothing but the page: no services in the background, and a sandbox only where one is not root. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser with an empty profile on a page of our own server, where a worker waits at /hive-worker.js. */
export class BrowserPage implements AsyncDisposable {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #server: Server;
  readonly #profile: TemporaryFolder;

  private constructor(page: Page, context: BrowserContext, server: Server, profile: TemporaryFolder) {
    this.page = page;
    this.#context = context;
    this.#server = server;
    this.#profile = profile;
  }

  static async open(executablePath: string): Promise<BrowserPage> {
    const profile = new TemporaryFolder();
    const server = await serve({
      "/": PAGE,
      "/hive-worker.js": { type: "text/javascript", body: await bundledWorker() },
    });
    const context = await chromium.launchPersistentContext(profile.path, {
      executablePath,
      headless: true,
      args: FLAGS,
    });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new BrowserPage(page, context, server, profile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    await new Promise((closed) => this.#server.close(closed));
    this.#profile.remove();
  }
}

interface Document {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const PAGE: Document = { type: "text/html", body: "<!doctype html><title>A hive in a worker</title><input type=file>" };

/** The worker with the package as it is published inside. */
async function bundledWorker(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./hive-worker.ts", import.meta.url))],
    alias: { "hivex-wasm": fileURLToPath(new URL("../../wasm/dist/index.js", import.meta.url)) },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

function serve(documents: Readonly<Record<string, Document>>): Promise<Server> {
  const server = createServer(({ url = "" }, response) => {
    const found = documents[url];
    response.writeHead(found === undefined ? 404 : 200, { "content-type": found?.type ?? "text/plain" });
    response.end(found?.body);
  });
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(server)));
}
