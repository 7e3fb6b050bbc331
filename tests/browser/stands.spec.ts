// Where a customer stands, and what the card says of how it was measured: with a pack that the command trains for this.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createHash } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { type Api, FLAVOURS, openConsole, PACK, watch } from "./harness.ts";

const command = process.env.CONFIDANT_COMMAND ?? "target/debug/confidant";
const run = promisify(execFile);

const PROJECT = `name = "small"
[data]
train = "in.csv"
sensitive = ["age", "home"]
[training]
iterations = 15
[[index]]
name = "leaves"
title = { en = "Leaves", ko = "이탈", ru = "Уходит" }
[[status]]
id = "at_risk"
title = { en = "<b>At risk</b>", ko = "이탈 우려", ru = "Может уйти" }
when = [{ index = "leaves", at_least = 0.6 }]
[[status]]
id = "settled"
title = { en = "Settled", ko = "안정", ru = "Прочно" }
[[life_stage]]
id = "young"
title = { en = "Young", ko = "청년", ru = "Молодость" }
when = [{ field = "age", below = 30 }]
`;

let folder: string;
let pack: Buffer;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "confidant-"));
  const rows = Array.from({ length: 1500 }, (_, i) => {
    const age = 18 + ((i * 37) % 60);
    const leaves = (i * 7919) % 100 < (age < 40 ? 85 : 10) ? 1 : 0;
    return `${age},${["own", "rent"][i % 2]},${leaves}`;
  });
  await writeFile(join(folder, "in.csv"), `age,home,leaves\n${rows.join("\n")}\n`);
  await writeFile(join(folder, "project.toml"), PROJECT);
  await run(command, ["train", join(folder, "project.toml"), "--out", join(folder, "pack"), "--quiet"]);
  pack = await readFile(join(folder, "pack"));
});

/** The console with the pack in the place of the demo's. */
async function openSmall(page: Page): Promise<void> {
  await page.route(`**${PACK}`, (route) => route.fulfill({ body: pack, contentType: "application/octet-stream" }));
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption("blank");
}

test("status and stage of life stand at the head of the customer and move with every keystroke", async ({ page }) => {
  const complaints = await watch(page);
  await openSmall(page);
  const stages = page.getByTestId("stages");
  await page.getByTestId("field-age").fill("25");
  await expect(stages).toHaveText(/<b>At risk<\/b>\s+Young/);
  await page.getByTestId("field-age").fill("70");
  await expect(stages).toHaveText(/^\s*Settled\s*$/);
  await page.getByTestId("language").selectOption("ko");
  await expect(stages).toHaveText(/안정/);
  await page.getByTestId("field-age").fill("25");
  await expect(stages).toHaveText(/이탈 우려\s+청년/);
  expect(complaints).toEqual([]);
});

test("the card tells how sure it is, with a curve, slices, a fingerprint and no signature", async ({ page }) => {
  const complaints = await watch(page);
  await openSmall(page);
  await page.getByTestId("page-model").click();
  const model = page.locator(".model:not(.batch):visible").first();
  await expect(page.getByTestId("fingerprint")).toHaveText(createHash("sha256").update(pack).digest("hex"));
  await expect(model).toContainText("Not signed");
  await expect(model.locator(".interval").first()).toHaveText(/^0\.\d{3} to 0\.\d{3}$/);
  await expect(model.locator("svg.chart")).toHaveAttribute("aria-label", /^Calibration: Leaves\./);
  await model.getByText("Calibration as a table").click();
  await expect(model.locator(".as-table[open] tbody tr").first()).toBeVisible();
  await expect(model.getByRole("heading", { name: "Figures by home" })).toBeVisible();
  await expect(model.getByRole("rowheader", { name: "own", exact: true })).toBeVisible();
  await page.getByTestId("language").selectOption("ru");
  await expect(model).toContainText("Не подписано");
  expect(complaints).toEqual([]);
});

for (const { name, module, open } of FLAVOURS) {
  test(`${name} says where a customer stands if it knows`, async ({ page }) => {
    await open(page);
    await page.route("**/small.safetensors", (route) => route.fulfill({ body: pack }));
    const said = await page.evaluate(async (module) => {
      const { default: init, Advisor } = (await import(module)) as Api;
      await init();
      const advisor = Advisor.fromBytes(new Uint8Array(await (await fetch("/small.safetensors")).arrayBuffer()));
      const { status, life_stage } = advisor.consult({ age: 25, home: "own" });
      const { statuses, indices } = advisor.info();
      return { status, life_stage, statuses: statuses?.map(({ id }) => id), slices: indices[0]?.card.measured?.slices.length };
    }, module);
    expect(said.slices).toBe(2);
    if (module.includes("scorer")) {
      expect([said.status, said.life_stage, said.statuses]).toEqual([undefined, undefined, undefined]);
    } else {
      expect(said.status?.title.ru).toBe("Может уйти");
      expect([said.life_stage?.id, said.statuses]).toEqual(["young", ["at_risk", "settled"]]);
    }
  });
}
