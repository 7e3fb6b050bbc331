// Next best offers in the browser: through the API, and as an agent works with them. All of it in the page.
import { expect, test } from "@playwright/test";
import { type Api, demoCustomers, openConsole, PACK, requestsOf, watch } from "./harness.ts";

test("offers come with their factors, reasons and traces, and follow holdings, contacts and intent", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const customers = await demoCustomers();
  const results = await page.evaluate(
    async ([pack, list]) => {
      const { default: init, Advisor } = (await import("/confidant.js" as string)) as Api;
      await init();
      const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
      const first = list[0] ?? {};
      const plain = list.map((customer) => advisor.recommend(customer, { top: 3 }));
      const best = advisor.recommend(first).offers[0];
      const id = best?.product ?? "";
      const day = "2026-06-20";
      return {
        plain,
        id,
        held: advisor.recommend(first, { holdings: [id], top: 20 }),
        declined: advisor.recommend(first, { contacts: [{ product: id, outcome: "declined", day }], top: 20 }),
        longAgo: advisor.recommend(first, { contacts: [{ product: id, outcome: "declined", day: "2024-01-01" }], top: 20 }),
        cancel: advisor.recommend(first, { intent: "cancel", top: 20 }),
        optOut: advisor.recommend(first, { optOut: true }),
        korean: advisor.recommend(first, { lang: "ko", top: 1 }),
        unknown: advisor.recommend(first, { holdings: { "no such product": 1 } }),
        similar: advisor.similarProducts("travel_classic", { lang: "ru" }),
      };
    },
    [PACK, customers] as const,
  );
  expect(results.plain.length).toBeGreaterThan(5);
  for (const { offers, dropped, nothing } of results.plain) {
    expect(offers.length > 0 || nothing !== null).toBe(true);
    for (const offer of offers) {
      const { priority, propensity, context, value, levers, diversity } = offer;
      expect(priority).toBeCloseTo(propensity * context * value * levers * diversity, 9);
      expect(offer.reasons.length).toBeGreaterThan(0);
      expect(offer.say).toMatch(/\S/);
      expect(dropped.map((one) => one.product)).not.toContain(offer.product);
    }
    for (const { gate, rule, because } of dropped) expect([gate, rule, because].every((text) => text.length > 0)).toBe(true);
  }
  const offered = (answer: { offers: { product: string }[] }) => answer.offers.map((offer) => offer.product);
  const gateOf = (answer: { dropped: { product: string; rule: string }[] }) =>
    answer.dropped.find((one) => one.product === results.id)?.rule;
  expect(gateOf(results.held)).toBe("held");
  expect(gateOf(results.declined)).toBe("declined");
  expect(offered(results.longAgo)).toContain(results.id);
  expect(offered(results.cancel)[0]).toBe("loyalty_bonus");
  expect(results.optOut.offers).toEqual([]);
  expect(results.optOut.nothing?.because).toMatch(/contact policy/);
  expect(results.korean.offers[0]?.say).toMatch(/[가-힣]/);
  expect(results.unknown.warnings.map((warning) => warning.kind)).toContain("unknown_product");
  const nearest = results.similar[0];
  expect(nearest?.product).toBe("travel");
  expect(nearest?.gained.map((benefit) => benefit.name)).toContain("trips");
  expect(complaints).toEqual([]);
});

test("one call consults and recommends, and without offers asks for none", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const customers = await demoCustomers();
  const answers = await page.evaluate(
    async ([pack, list]) => {
      const { default: init, Advisor } = (await import("/confidant.js" as string)) as Api;
      await init();
      const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
      const differ: string[] = [];
      for (const customer of list) {
        const options = { top: 4, intent: "cancel", lang: "ru", contacts: [{ product: "home", outcome: "declined" as const }] };
        const { scores, attributions, recommendation } = advisor.consult(customer, options);
        const apart = [advisor.score(customer), Object.keys(attributions).map((index) => advisor.explain(index, customer)), advisor.recommend(customer, options)];
        const together = [scores, Object.values(attributions), recommendation];
        if (JSON.stringify(together) !== JSON.stringify(apart)) differ.push(JSON.stringify(customer));
      }
      let refused = "";
      try {
        advisor.consult({}, { tops: 3 } as object);
      } catch (error) {
        refused = (error as Error).message;
      }
      return { differ, refused, offers: advisor.consult(list[0] ?? {}).recommendation?.offers.length };
    },
    [PACK, customers] as const,
  );
  expect(answers.differ).toEqual([]);
  expect(answers.refused).toMatch(/unknown option/);
  expect(answers.offers).toBe(3);
  expect(complaints).toEqual([]);
});

test("a wrong question is an error that names the option", async ({ page }) => {
  await openConsole(page);
  const messages = await page.evaluate(async (pack) => {
    const { default: init, Advisor } = (await import("/confidant.js" as string)) as Api;
    await init();
    const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
    const ask = advisor.recommend.bind(advisor) as (customer: unknown, options?: unknown) => unknown;
    const wrong: [unknown, unknown?][] = [
      [{}, { tops: 3 }],
      [{}, { top: -1 }],
      [{}, { top: 1.5 }],
      [{}, { holdings: [7] }],
      [{}, { holdings: "home" }],
      [{}, { holdings: { home: "much" } }],
      [{}, { contacts: {} }],
      [{}, { contacts: [{ product: "home", outcome: "maybe" }] }],
      [{}, { contacts: [{ product: "home", outcome: "declined", day: "soon" }] }],
      [{}, { contacts: [null] }],
      [{}, { optOut: "yes" }],
      [{}, { lang: 7 }],
      [null],
    ];
    // Thrice, because an error must not break what comes after it.
    const said = wrong.flatMap(([customer, options]) =>
      [1, 2, 3].map(() => {
        try {
          ask(customer, options);
          return "nothing";
        } catch (error) {
          return `${(error as { kind?: string }).kind}: ${(error as Error).message}`;
        }
      }),
    );
    const similar = () => advisor.similarProducts("no such product");
    let unknown = "";
    try {
      similar();
    } catch (error) {
      unknown = `${(error as { kind?: string }).kind}: ${(error as Error).message}`;
    }
    return { said, unknown, after: advisor.recommend({}).offers.length };
  }, PACK);
  for (const message of messages.said) expect(message).toMatch(/^(parameter|customer): .*expected .*found /);
  expect(messages.unknown).toMatch(/^parameter: unknown product/);
  expect(messages.after).toBeGreaterThan(0);
});

test("an agent notes answers, and the offers follow at once", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  const offer = (rank: number) => page.getByTestId(`offer-${rank}`);
  const product = async (rank: number) => (await offer(rank).getAttribute("data-product")) ?? "";
  await page.getByTestId("customer-picker").selectOption({ index: 1 });
  await expect(offer(1)).toBeVisible();
  await expect(offer(1).locator(".say")).toContainText(/\S/);

  const first = await product(1);
  await page.getByTestId("decline-1").selectOption("price");
  await expect(offer(1)).not.toHaveAttribute("data-product", first);
  await expect(page.locator(".response.declined")).toHaveCount(1);
  await page.getByTestId("why-not").locator("summary").click();
  await expect(page.getByTestId("why-not")).toContainText("Declined once");

  const second = await product(1);
  await page.getByTestId("accept-1").click();
  await expect(offer(1)).not.toHaveAttribute("data-product", second);
  await page.locator(".response.declined button").click();
  await expect(page.locator(".response")).toHaveCount(1);

  await page.getByTestId("intent").selectOption("cancel");
  await expect(offer(1)).toHaveAttribute("data-product", "loyalty_bonus");

  // Another customer is another call.
  await page.getByTestId("customer-picker").selectOption({ index: 2 });
  await expect(page.locator(".response")).toHaveCount(0);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});
