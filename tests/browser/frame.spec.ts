// The frame for hosts whose policy allows no WebAssembly: two origins, one protocol, and messages that neither side has to trust.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import type { FramedAdvisor } from "../../dist/confidant-frame.js";
import { type Folders, serveFolders } from "./folder-server.ts";
import { demoCustomers, requestsOf, watch } from "./harness.ts";

const path = (below: string) => fileURLToPath(new URL(`../../${below}`, import.meta.url));
const copy = path("target/playwright-frame/");

let framed: Folders;
let host: Folders;

/** What the host's page offers to tests. */
type Host = typeof globalThis & { advisor: FramedAdvisor; openAdvisor(frame: string): Promise<FramedAdvisor> };

test.beforeAll(async () => {
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  await cp(path("dist/frame"), copy, { recursive: true });
  framed = await serveFolders({ "/": copy }, "frame-ancestors http://127.0.0.1:*");
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; frame-src ${framed.origin}; base-uri 'none'; form-action 'none'`;
  host = await serveFolders({ "/": path("tests/hosts/frame/"), "/confidant/": path("dist/") }, policy);
});

test.beforeEach(() => allow([host.origin]));

test.afterAll(async () => {
  await framed.close();
  await host.close();
});

/** Who may talk to the frame. */
const allow = (origins: unknown) => writeFile(`${copy}origins.json`, JSON.stringify(origins));

const frame = (page = "frame.html") => `${framed.origin}/${page}`;

/** What becomes of opening the frame: `open`, or the kind and message of the refusal. */
const opening = (page: Page, address: string) =>
  page.evaluate(async (address) => {
    try {
      await (globalThis as Host).openAdvisor(address);
      return { kind: "open", message: "" };
    } catch (error) {
      const { kind, message } = error as { kind: string; message: string };
      return { kind, message, left: document.querySelectorAll("iframe").length };
    }
  }, address);

test("a host without WebAssembly shows, asks and hears through the frame", async ({ page }) => {
  const complaints = await watch(page);
  await page.goto(`${host.origin}/?frame=${encodeURIComponent(frame())}`);
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  const requests = requestsOf(page);
  const [first, second] = await demoCustomers();
  const answers = await page.evaluate(
    async ([first, second]) => {
      const { advisor } = globalThis as Host;
      const one = await advisor.show(first!);
      const two = await advisor.show(second!);
      const tools = await advisor.tools();
      const called = await advisor.call("score", { customer: { age: 47 } });
      const fate = (asked: Promise<unknown>) => asked.then(() => "answered", ({ kind, message }: { kind: string; message: string }) => `${kind}: ${message}`);
      const wrong = [
        await fate(advisor.call("delete" as string, {})),
        await fate(advisor.call("score", { customer: { age: "old" } } as never)),
        await fate(advisor.show([1] as never)),
        await fate(advisor.load({ src: "https://example.com/x.safetensors" })),
      ];
      return { one, two, tools: tools.map(({ name }) => name), called: Object.keys(called), wrong };
    },
    [first, second] as const,
  );
  expect(answers.one.scores).not.toEqual(answers.two.scores);
  expect(answers.tools).toEqual(["describe", "score", "explain", "recommend", "similar_products"]);
  expect(answers.called.length).toBeGreaterThan(0);
  expect(answers.wrong[0]).toMatch(/^parameter: .*the tool/);
  expect(answers.wrong[1]).toMatch(/^parameter: .*customer, age/);
  expect(answers.wrong[2]).toMatch(/^message: show, customer: expected an object or null, found a list$/);
  expect(answers.wrong[3]).toMatch(/^message: load, src/);

  const inside = page.frameLocator("iframe");
  const offer = await inside.getByTestId("offer-1").getAttribute("data-product");
  await inside.getByTestId("accept-1").click();
  await expect(page.locator("#heard")).toHaveText(`accepted ${offer}`);
  // The frame is as tall as what is inside.
  const [outer, inner] = [await page.locator("iframe").boundingBox(), await inside.locator("confidant-advisor").boundingBox()];
  expect(Math.abs(outer!.height - inner!.height)).toBeLessThan(20);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
  // The host's policy is what it says: its own page compiles nothing.
  const compiled = await page.evaluate(() =>
    WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", (error: Error) => error.name),
  );
  expect(compiled).toBe("CompileError");
  await page.evaluate(() => (globalThis as Host).advisor.close());
  await expect(page.locator("iframe")).toHaveCount(0);
});

test("only origins that the frame names are heard, and it names none by itself", async ({ page }) => {
  await page.goto(host.origin);
  await page.waitForFunction(() => "openAdvisor" in globalThis);
  const built = JSON.parse(await (await page.request.get(`${host.origin}/confidant/frame/origins.json`)).text()) as unknown;
  expect(built).toEqual([]);
  for (const origins of [built, ["https://example.com"], ["null"], ["*"], [`${host.origin}/`], { [host.origin]: true }, host.origin, null]) {
    await allow(origins);
    expect(await opening(page, frame()), JSON.stringify(origins)).toMatchObject({
      kind: "origin",
      message: `the host: expected an origin that origins.json of the frame names, found ${host.origin}`,
      left: 0,
    });
  }
  await allow(["https://example.com", host.origin]);
  expect(await opening(page, frame())).toMatchObject({ kind: "open" });
});

test("hostile messages to the frame are refused by name and harm nothing", async ({ page }) => {
  await page.goto(`${host.origin}/?frame=${encodeURIComponent(frame())}`);
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  const { connects, channel, after } = await page.evaluate(async (address) => {
    const target = document.createElement("iframe");
    const said = new Promise<MessageEvent>((resolve) => addEventListener("message", resolve, { once: true }));
    target.src = address;
    document.body.append(target);
    await said;
    const heard = (port: MessagePort) => new Promise<{ type: string; error?: { kind: string; message: string } }>((resolve) => {
      port.onmessage = ({ data }) => resolve(data as { type: string });
    });
    const connect = async (message: unknown) => {
      const { port1, port2 } = new MessageChannel();
      const answer = heard(port1);
      target.contentWindow!.postMessage(message, new URL(address).origin, [port2]);
      return [await answer, port1] as const;
    };
    const line = ({ type, error }: { type: string; error?: { kind: string; message: string } }) => `${type} ${error?.kind}: ${error?.message}`;
    const good = { type: "connect", protocol: "confidant", version: 1 };
    const connects: string[] = [];
    const bad: unknown[] = [null, 5, "connect", [], { ...good, version: 2 }, { ...good, version: "1" }, { ...good, protocol: "other" }, { ...good, type: "__proto__" }, { ...good, type: "constructor" }, { ...good, more: 1 }];
    for (const message of bad) connects.push(line((await connect(message))[0]));
    // Messages without a channel are not answered at all; they must not break anything either.
    for (const message of [...bad, good]) target.contentWindow!.postMessage(message, "*");
    const [connected, port] = await connect(good);
    connects.push(line(connected), line((await connect(good))[0]));

    const channel: string[] = [];
    const long = "x".repeat((1 << 20) + 1);
    const requests: unknown[] = [null, [], "load", { id: 1 }, { type: "eval", id: 1 }, { type: "load", id: 1 }, { type: "load", id: 1, src: 5 }, { type: "load", id: 1, src: long }, { type: "load", id: -1, src: "a" }, { type: "load", id: 1.5, src: "a" }, { type: "load", id: 1, src: "a", onload: "b" }, { type: "show", id: 1, customer: [] }, { type: "call", id: 1, tool: {}, args: {} }, { type: "call", id: 1, tool: "score", args: new Map() }, { type: "call", id: 1, tool: "score", args: {} }, { type: "hasOwnProperty", id: 1 }];
    const ask = async (message: unknown) => {
      // What is told of the frame's size is not an answer.
      const answered = new Promise<{ type: string; error?: { kind: string; message: string } }>((resolve) => {
        port.onmessage = ({ data }) => (data as { type: string }).type !== "size" && resolve(data as { type: string });
      });
      port.postMessage(message);
      return answered;
    };
    for (const message of requests) channel.push(line(await ask(message)));
    const after = [(await ask({ type: "load", id: 7, src: "models/insurer.safetensors" })).type, (await ask({ type: "tools", id: 8 })).type];
    const { advisor } = globalThis as Host;
    return { connects, channel, after: [...after, typeof (await advisor.call("describe", {})).name] };
  }, frame());
  expect(connects.slice(0, 4).every((line) => /^refused message: a message: expected an object, found (null|number|string|a list)$/.test(line))).toBe(true);
  expect(connects[4]).toBe("refused version: connect, version: expected 1, found 2");
  expect(connects[5]).toBe("refused message: connect, version: expected a whole number, found string");
  expect(connects[6]).toBe('refused message: connect, protocol: expected "confidant", found string');
  expect(connects[7]).toBe("refused message: a message: expected the type connect, found `__proto__`");
  expect(connects[9]).toBe("refused message: connect: expected protocol, version, found `more`");
  expect(connects[10]).toMatch(/^connected/);
  expect(connects[11]).toBe("refused origin: the host: expected one, found a second");
  for (const line of channel) expect(line).toMatch(/^(refused|failed) (message|pack): .+: expected .+, found .+/);
  expect(channel[4]).toBe("failed message: a message: expected the type load or show or tools or call, found `eval`");
  expect(channel[10]).toContain("found `onload`");
  expect(channel.at(-2)).toContain("send `load` first");
  expect(after).toEqual(["answer", "answer", "string"]);
});

test("a frame that lies is refused by the host's side", async ({ page }) => {
  const pages: [hello: string, rest: string, kind: string, message: RegExp][] = [
    [`{ type: "hello", protocol: "confidant", version: 2 }`, "", "version", /^hello, version: expected 1, found 2$/],
    [`{ type: "hello", protocol: "confidant", version: 1, run: "x" }`, "", "message", /found `run`$/],
    [`"hello"`, "", "message", /an object, found string$/],
    [`{ type: "hello", protocol: "confidant", version: 1 }`, `port.postMessage({ type: "connected" })`, "message", /^connected, version/],
    [`{ type: "hello", protocol: "confidant", version: 1 }`, `port.postMessage({ type: "refused", error: "no" })`, "message", /^refused, error/],
    [`{ type: "hello", protocol: "confidant", version: 1 }`, `port.postMessage({ type: "answer", id: 1, answer: {} })`, "message", /^connect: found answer$/],
  ];
  await page.goto(host.origin);
  await page.waitForFunction(() => "openAdvisor" in globalThis);
  for (const [at, [hello, rest, kind, message]] of pages.entries()) {
    await writeFile(`${copy}liar-${at}.html`, `<script>addEventListener("message", ({ ports: [port] }) => { ${rest} }); parent.postMessage(${hello}, "*");</script>`);
    const fate = await opening(page, frame(`liar-${at}.html`));
    expect(fate, hello + rest).toMatchObject({ kind, left: 0 });
    expect(fate.message).toMatch(message);
  }
  // Once connected, an answer of another kind than was asked for, one that nobody asked for, and one to nothing.
  await writeFile(
    `${copy}liar.html`,
    `<script>
      addEventListener("message", ({ ports: [port] }) => {
        port.onmessage = ({ data }) => {
          port.postMessage({ type: "answer", id: 99, answer: 1 });
          port.postMessage({ type: "event", name: "error", detail: {} });
          port.postMessage({ type: "size", height: -1 });
          port.postMessage({ type: "answer", id: data.id, answer: "<img src=x onerror=alert(1)>" });
        };
        port.postMessage({ type: "connected", version: 1 });
      });
      parent.postMessage({ type: "hello", protocol: "confidant", version: 1 }, "*");
    </script>`,
  );
  const { answer, errors } = await page.evaluate(async (address) => {
    const advisor = await (globalThis as Host).openAdvisor(address);
    const errors: string[] = [];
    advisor.addEventListener("error", ({ detail }) => errors.push(`${detail.kind}: ${detail.message}`));
    const answer = await advisor.tools().then(() => "answered", ({ kind, message }: { kind: string; message: string }) => `${kind}: ${message}`);
    return { answer, errors };
  }, frame("liar.html"));
  expect(answer).toBe("message: tools: expected a list for an answer, found something else");
  expect(errors).toEqual([
    "message: answer, id: expected a request that waits, found 99",
    'message: event, name: expected "accepted" or declined, found string',
    "message: size, height: expected a whole number, found number",
  ]);
});
