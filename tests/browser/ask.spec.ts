// Questions in the browser: the same answers as natively, and as a person asks them on the page.
import { execFileSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Api, demoCustomers, openConsole, PACK, requestsOf, watch } from "./harness.ts";

/** The project's folder, and the command that its native tests have built. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND = process.env.CONFIDANT_COMMAND ?? join(ROOT, "target/debug/confidant");

const QUESTIONS = [
  "What would you recommend?",
  "Why is Travel insurance Classic no longer sold, is there something similar?",
  "how much is motor insurence",
  "Compare pet insurance and dental insurance",
  "Why is the score so high?",
  "What do people like me have?",
  "여행자보험 클래식은 왜 단종됐나요? 비슷한 거 있어요?",
  "제 점수는 얼마예요?",
  "암보험 말고 저한테 맞는 보험 추천해 주세요",
  "Что есть у похожих клиентов?",
  "Сколько стоит автострахование?",
  "Мои данные куда-нибудь отправляются?",
  "Will it rain tomorrow?",
  "<b>hello</b> \u202e👋",
  "ΣΊΣΥΦΟΣ ½ Ⅷ ﬁ İstanbul ǅ ４２ 가\u0301? What would you recommend",
  "",
];

test("answers are those of the native command, to the last digit", async ({ page }) => {
  await openConsole(page);
  const customer = (await demoCustomers())[0] ?? {};
  const file = join(await mkdtemp(join(tmpdir(), "confidant-")), "customer.json");
  await writeFile(file, JSON.stringify(customer));
  const native = QUESTIONS.map((question) => {
    const pack = join(ROOT, `.${PACK}`);
    const text = execFileSync(COMMAND, ["ask", pack, `--question=${question}`, "--customer", file, "--json"], { encoding: "utf8" });
    return JSON.parse(text) as unknown;
  });
  const asked = await page.evaluate(
    async ([pack, questions, customer]) => {
      const { default: init, Advisor } = (await import("/confidant.js" as string)) as Api;
      await init();
      const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
      return questions.map((question) => advisor.ask(question, { customer }));
    },
    [PACK, QUESTIONS, customer] as const,
  );
  expect(asked).toEqual(native);
  expect(asked.filter((answer) => answer.intent !== null).length).toBeGreaterThan(9);
});

test("a wrong question is an error that names the option", async ({ page }) => {
  await openConsole(page);
  const messages = await page.evaluate(async (pack) => {
    const { default: init, Advisor } = (await import("/confidant.js" as string)) as Api;
    await init();
    const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
    const ask = advisor.ask.bind(advisor) as (question: unknown, options?: unknown) => unknown;
    const wrong: [unknown, unknown?][] = [
      [7],
      [undefined],
      ["hello", { language: "ko" }],
      ["hello", { lang: 7 }],
      ["hello", { customer: "Ann" }],
      ["hello", { previous: { intent: "buy" } }],
      ["hello", { previous: { intents: [] } }],
      ["hello", { previous: { products: [7] } }],
    ];
    return wrong.map((given) => {
      try {
        ask(...given);
        return "no error";
      } catch (error) {
        return `${(error as { kind?: string }).kind}: ${(error as Error).message}`;
      }
    });
  }, PACK);
  for (const message of messages) expect(message).toMatch(/^(parameter|customer): .*expected/);
});

test("a conversation by keyboard and by suggestion, without a request", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  await page.getByTestId("page-ask").click();
  const input = page.getByTestId("ask-input");
  await input.fill("What would you recommend?");
  await input.press("Enter");
  const answers = page.getByTestId("ask-answer");
  await expect(answers).toHaveCount(1);
  await expect(answers.first()).toHaveAttribute("data-intent", "recommend");
  await expect(answers.first().getByRole("heading")).toHaveCount(3);
  await expect(input).toBeFocused();
  await expect(input).toHaveValue("");
  await page.getByRole("button", { name: "And a cheaper one?" }).click();
  await expect(answers).toHaveCount(2);
  await expect(answers.nth(1)).toHaveAttribute("data-intent", "cheaper");
  await input.fill("<img src=x onerror=alert(1)> 왜요?");
  await page.getByTestId("ask-send").click();
  await expect(answers).toHaveCount(3);
  await expect(answers.nth(2)).toHaveAttribute("lang", "ko");
  await expect(page.getByRole("log").locator("img")).toHaveCount(0);
  await expect(page.getByRole("log")).toContainText("<img src=x onerror=alert(1)> 왜요?");
  // Chromium asks for the icon again when the address changes; nothing else is asked for.
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("offers are answered on the cards, with the keyboard too, and everything follows", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption({ index: 1 });
  const best = (await page.getByTestId("offer-1").getAttribute("data-product")) ?? "";
  const name = await page.getByTestId("offer-1").getByRole("heading").innerText();
  await page.getByTestId("page-ask").click();
  const ask = async (question: string) => {
    await page.getByTestId("ask-input").fill(question);
    await page.getByTestId("ask-input").press("Enter");
    return page.getByTestId("ask-answer").last();
  };
  const answer = await ask("What would you recommend?");
  const card = answer.locator(".note-of-answer").first();
  await expect(card.getByRole("heading")).toContainText(name);
  await expect(answer.locator(".answers")).toHaveCount(3);

  // A no with a reason, by the keyboard alone; the frame of the card keeps the keyboard, and the way back is the next stop.
  await card.getByRole("button", { name: /^Accepted/ }).focus();
  await page.keyboard.press("Tab");
  await expect(card.getByRole("combobox")).toBeFocused();
  await card.getByRole("combobox").selectOption("price");
  await expect(card.locator(".response.declined")).toContainText(name);
  await expect(card.locator(".answering")).toBeFocused();
  await page.getByTestId("page-customer").click();
  await expect(page.getByTestId("offer-1")).not.toHaveAttribute("data-product", best);
  await expect(page.locator(".offers .response.declined")).toContainText("Too expensive");
  await page.getByTestId("page-ask").click();
  await card.locator(".response button").press("Enter");
  await expect(card.locator(".answers")).toHaveCount(1);

  await card.getByRole("button", { name: /^Accepted/ }).press("Enter");
  await expect(card.locator(".response.accepted")).toHaveCount(1);
  await page.getByTestId("page-customer").click();
  await expect(page.locator(".offers .response.accepted")).toHaveCount(1);
  await expect(page.locator(`[data-product="${best}"]`)).toHaveCount(0);

  // What is held or dropped is no offer: what was accepted now says so, and the rest of what the customer has cannot be answered to.
  await page.getByTestId("page-ask").click();
  const held = await ask("Which products do I already have?");
  await expect(held.locator(".note-of-answer").first()).toBeVisible();
  await expect(held.locator(".answers")).toHaveCount(0);
  const dropped = await ask("Why is Travel insurance Classic no longer sold?");
  await expect(dropped).toBeVisible();
  const classic = page.locator(".note-of-answer", { has: page.getByRole("heading", { name: /^Travel insurance Classic/ }) });
  await expect(classic.locator(".answers")).toHaveCount(0);
  expect(complaints).toEqual([]);
});
