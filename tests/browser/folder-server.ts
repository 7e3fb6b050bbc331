// A server of folders for hosts that are not the console: every answer under the policy that the test asks for.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** A running server. */
export interface Folders {
  origin: string;
  /** The paths that were asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

/**
 * Serves folders under their paths, the longest path that fits first.
 * @param folders By path, such as `/models/`, the folder.
 * @param policy The content security policy of every page, or of a page by its path.
 */
export async function serveFolders(folders: Record<string, string>, policy: string | ((path: string) => string), port = 0): Promise<Folders> {
  const paths = Object.keys(folders).sort((a, b) => b.length - a.length);
  const all: string[] = [];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const asked = normalize(decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
      const path = paths.find((path) => asked.startsWith(path));
      all.push(asked);
      const headers = {
        "cache-control": "no-cache",
        "content-security-policy": typeof policy === "string" ? policy : policy(asked),
        "content-type": TYPES[extname(asked)] ?? "application/octet-stream",
        "x-content-type-options": "nosniff",
      };
      try {
        const body = await readFile(join(folders[path ?? ""] ?? "", asked.slice(path?.length)));
        response.writeHead(200, headers).end(body);
      } catch {
        response.writeHead(404, { ...headers, "content-type": "text/plain" }).end("not here");
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${taken}`,
    asked: all,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
