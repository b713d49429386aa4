// The page in a real browser: each view at three widths, light and dark, with and without JavaScript.
//
//   node crates/web/tests/page/check.mjs [--base http://127.0.0.1:7878] [--shots FOLDER] [--only /dyad]
//
// Without --base it serves LEDGER (or a sample it makes) with DYADS (or target/{release,debug}/dyads).
// Needs Chromium and the npm packages playwright-core and axe-core; says what to install where they are missing.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

/** A package from the folder of this script, from NODE_PACKAGES, or from where the command runs. */
function installed(name) {
  for (const folder of [import.meta.dirname, process.env.NODE_PACKAGES, process.cwd()]) {
    if (!folder) continue;
    try {
      return createRequire(join(resolve(folder), "x.js")).resolve(name);
    } catch {
      // Looked for in the next folder.
    }
  }
  return undefined;
}

const browserPath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const playwright = installed("playwright-core");
const axe = installed("axe-core/axe.min.js");
const missing = [
  !browserPath && "Chromium: apt-get install chromium, or name one in CHROMIUM",
  !playwright && "playwright-core: npm install playwright-core, and name the folder in NODE_PACKAGES",
  !axe && "axe-core: npm install axe-core, beside playwright-core",
].filter(Boolean);
if (missing.length > 0) {
  console.error(`the page cannot be checked here; install\n  ${missing.join("\n  ")}`);
  process.exit(2);
}

const faults = [];
let checks = 0;
const check = (holds, fault) => {
  checks += 1;
  if (!holds) {
    faults.push(fault);
    console.error(`FAULT ${fault}`);
  }
};

const { base, stop } = await server();
const { chromium } = createRequire(playwright)(playwright);
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const shots = option("--shots");
if (shots) mkdirSync(shots, { recursive: true });
try {
  const views = await addresses();
  await looks(views);
  await withoutScript(views);
  await keyboard();
  await hostile();
} finally {
  await browser.close();
  stop();
}
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);

/** The server to look at: one that runs, or one of our own. */
async function server() {
  if (option("--base")) return { base: option("--base").replace(/\/$/, ""), stop() {} };
  const program = process.env.DYADS ?? ["target/release/dyads", "target/debug/dyads"].find(existsSync);
  if (!program) {
    console.error("there is no program to serve with; run cargo build --release first");
    process.exit(2);
  }
  let ledger = process.env.LEDGER;
  if (!ledger) {
    ledger = join(mkdtempSync(join(tmpdir(), "dyads-page-")), "sample.dyads");
    const made = spawnSync("cargo", ["run", "-q", "--release", "-p", "web", "--example", "sample_ledger", "--", ledger], { stdio: "inherit" });
    if (made.status !== 0) process.exit(2);
  }
  const child = spawn(program, ["serve", "--ledger", ledger, "--port", "7900"], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    child.stdout.on("data", (data) => {
      const match = /http:\/\/[^ ]+/.exec(String(data));
      if (match) found(match[0].replace(/\/$/, ""));
    });
    child.on("exit", () => failed(new Error("the server ended before it said its address")));
  });
  return { base: address, stop: () => child.kill("SIGINT") };
}

/** The views, with an event, a document and a person that stand in this ledger. */
async function addresses() {
  const dyads = await (await fetch(`${base}/api/dyads.json`)).json();
  const { a, b } = dyads.find((row) => row.a === "CHN" && row.b === "RUS") ?? dyads[0];
  const { events } = await (await fetch(`${base}/api/events.json?dyad=${a}-${b}`)).json();
  const event = events.toSorted((one, other) => other.documents - one.documents)[0];
  const { reports } = await (await fetch(`${base}/api/event/${encodeURIComponent(event.event_id)}.json`)).json();
  const person = events.flatMap((one) => [...one.actors, ...one.recipients]).find((party) => party.office);
  const pairs = events.map((one) => [one.actors.find((party) => party.office), one.recipients.find((party) => party.office)]);
  const met = pairs.find(([one, other]) => one && other && one.name !== other.name)?.map((party) => party.name);
  const claim = encodeURIComponent("Putin and Xi have met over 40 times.");
  const all = {
    front: "/",
    dyad: `/dyad/${a}/${b}`,
    definition: `/dyad/${a}/${b}?definition=with_encounters`,
    empty: "/dyad/FJI/ISL",
    list: `/dyad/${a}/${b}/events?standing=held`,
    event: `/event/${encodeURIComponent(event.event_id)}`,
    document: `/document?id=${encodeURIComponent(reports[0].doc_id)}`,
    person: person && `/person?name=${encodeURIComponent(person.name)}`,
    persons: met && `/persons?one=${encodeURIComponent(met[0])}&other=${encodeURIComponent(met[1])}`,
    personslist: met && `/persons/events?one=${encodeURIComponent(met[0])}&other=${encodeURIComponent(met[1])}&what=meetings`,
    network: "/network",
    year: "/network?span=2024",
    search: "/search?q=the",
    sql: `/sql?q=${encodeURIComponent("SELECT type, count(*) AS events FROM events GROUP BY type")}`,
    fault: `/sql?q=SELEC`,
    check: `/check?text=${claim}`,
    compare: `/compare?dyads=${a}-${b},CHN-USA`,
    coverage: "/coverage",
    codebook: "/codebook",
    api: "/api",
    nowhere: "/nowhere",
  };
  const only = option("--only");
  return Object.entries(all).filter(([, address]) => address && (!only || address.startsWith(only)));
}

/** A page on which every request, word in the console and dialog is watched. */
async function watched(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => {
    const isFault = ["error", "warning"].includes(message.type()) && !/status of (4\d\d)/.test(message.text());
    if (isFault) check(false, `${page.url()}: the console says ${message.text()}`);
  });
  page.on("pageerror", (error) => check(false, `${page.url()}: ${error}`));
  page.on("dialog", (dialog) => {
    check(false, `${page.url()}: a dialog opened: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:")) check(false, `${page.url()}: asked for ${url}`);
  });
  return { context, page };
}

async function looks(views) {
  const source = readFileSync(axe, "utf8");
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 768, 1280]) {
      const { context, page } = await watched({ colorScheme, viewport: { width, height: 900 } });
      for (const [name, address] of views) {
        const answer = await page.goto(base + address);
        check(answer.status() < 500, `${address} answers ${answer.status()}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        check(wide <= width, `${address} is ${wide} px wide at ${width}`);
        if (shots) await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        if (width === 768) continue;
        await page.evaluate(source);
        const { violations } = await page.evaluate(() =>
          window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
        );
        for (const { id, nodes } of violations) {
          check(false, `${address} at ${width} ${colorScheme}: ${id}, ${nodes.length} times, first ${nodes[0].html.slice(0, 160)}`);
        }
        check(true, "");
      }
      await context.close();
    }
  }
}

async function withoutScript(views) {
  const { context, page } = await watched({ javaScriptEnabled: false });
  for (const [, address] of views) {
    await page.goto(base + address);
    check((await page.locator("main h1").count()) === 1, `${address} has no heading without JavaScript`);
    check((await page.locator("main").innerText()).length > 40, `${address} is empty without JavaScript`);
  }
  await context.close();
}

async function keyboard() {
  const { context, page } = await watched({ viewport: { width: 1280, height: 900 } });
  const [, dyad] = (await addresses()).find(([name]) => name === "dyad") ?? [];
  if (!dyad) return context.close();
  await page.goto(base + dyad);
  await page.keyboard.press("Tab");
  check((await page.evaluate(() => document.activeElement?.className)) === "skip", "the first stop is no skip link");
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press("Tab");
    const shown = await page.evaluate(() => {
      const box = document.activeElement?.getBoundingClientRect();
      const outline = getComputedStyle(document.activeElement).outlineStyle;
      return box && box.width > 0 && outline !== "none";
    });
    check(shown, `stop ${stop + 2} of the keyboard cannot be seen`);
  }
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  check(await page.evaluate(() => document.activeElement?.matches("[data-search]")), "/ does not go to the search");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = () => page.evaluate(() => [...document.querySelectorAll("[data-event]")].findIndex((one) => one.contains(document.activeElement)));
  check((await second()) === 1, "j j does not go to the second event");
  await page.keyboard.press("k");
  check((await second()) === 0, "k does not go back");
  const chart = page.locator("[data-brush]");
  if ((await chart.count()) > 0) {
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 30, { steps: 5 });
    await Promise.all([page.waitForNavigation(), page.mouse.up()]);
    check(/since=\d{4}-\d{2}-01&until=\d{4}-\d{2}-\d{2}/.test(page.url()), `the brush leads to ${page.url()}`);
  }
  await context.close();
}

/** Strings that have broken pages, through every field that takes one. */
async function hostile() {
  const seeds = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\"><svg onload=alert(1)>", "javascript:alert(1)",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}",
    "\u202Eevil\u202C", "\u200B\u2066\u2069", "\u0000", "%00", "'; DROP TABLE events; --", "${7*7}", "<!--", "]]>", "&lt;script&gt;",
    "\uD800", "\uFEFF", "a".repeat(3000), "\r\nSet-Cookie: a=b", "..%2f..%2fetc%2fpasswd", "<base href=//evil.example>", "<style>*{color:red}</style>",
    "<a href=javascript:alert(1)>x</a>", "<iframe srcdoc='<script>alert(1)</script>'>",
  ];
  const fields = [
    (text) => `/search?q=${text}`, (text) => `/sql?q=${text}`, (text) => `/check?text=${text}`, (text) => `/person?name=${text}`,
    (text) => `/document?id=${text}`, (text) => `/dyad?one=${text}&other=RUS`, (text) => `/dyad/${text}/RUS`,
    (text) => `/dyad/CHN/RUS?outlet=${text}`, (text) => `/dyad/CHN/RUS/events?type=${text}&context=${text}`, (text) => `/event/${text}`,
    (text) => `/persons?one=${text}&other=Xi%20Jinping`, (text) => `/network?span=${text}`, (text) => `/network?state=${text}`,
  ];
  const { context, page } = await watched({});
  let tried = 0;
  for (const seed of seeds) {
    for (const after of ["", " met Xi"]) {
      for (const field of fields) {
        const text = encodeURIComponent((seed + after).toWellFormed());
        const answer = await page.goto(base + field(text), { waitUntil: "domcontentloaded" }).catch((error) => {
          check(false, `${field(text).slice(0, 80)}: ${error}`);
          return undefined;
        });
        if (!answer) continue;
        check(answer.status() < 500, `${field(text).slice(0, 80)} answers ${answer.status()}`);
        const bad = await page.evaluate(
          () => document.querySelectorAll("script:not([src='/page.js']), img, iframe, base, style, [onload], [onerror], a[href^='javascript']").length,
        );
        check(bad === 0, `${field(text).slice(0, 80)}: ${bad} elements that no view makes`);
        tried += 1;
      }
    }
  }
  console.log(`${tried} hostile strings`);
  await context.close();
}
