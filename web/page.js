// What the page does beyond HTML: '/' goes to the search, j and k walk the events, a stretch drawn on the timeline
// becomes its window. Every one of these has a way without JavaScript. No markup is ever made from text here.

const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Moves the focus to the next (1) or former (-1) event of the list. */
function walk(step) {
  const events = [...document.querySelectorAll("[data-event]")];
  if (events.length === 0) return;
  const here = events.findIndex((event) => event.contains(document.activeElement));
  const next = events[Math.min(events.length - 1, Math.max(0, here + step))];
  const link = next.querySelector("a");
  next.scrollIntoView({ block: "center" });
  link?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (pressed) => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || isTyping(pressed.target)) return;
  if (pressed.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) {
      pressed.preventDefault();
      search.focus();
    }
  } else if (pressed.key === "j") {
    walk(1);
  } else if (pressed.key === "k") {
    walk(-1);
  }
});

/** The month that lies `count` months after one written as 2024-05. */
function monthAfter(first, count) {
  const [year, month] = first.split("-").map(Number);
  const index = year * 12 + month - 1 + count;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

const twoDigits = (number) => String(number).padStart(2, "0");
const firstDay = ({ year, month }) => `${String(year).padStart(4, "0")}-${twoDigits(month)}-01`;
const lastDay = ({ year, month }) =>
  `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(new Date(Date.UTC(year, month, 0)).getUTCDate())}`;

/** Draws a stretch on the timeline with the pointer; letting go opens the page with that window. */
function brush(chart) {
  const stretch = chart.querySelector(".brush");
  const form = document.querySelector("[data-window]");
  const months = Number(chart.dataset.months);
  if (!stretch || !form || !(months > 1)) return;
  for (const hint of document.querySelectorAll("[data-hint]")) {
    hint.textContent = " Draw over the chart to look at a stretch of it.";
  }
  let from = null;
  let drawn = false;
  const share = (event) => {
    const box = chart.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const show = (one, other) => {
    stretch.setAttribute("x", `${Math.min(one, other) * 100}%`);
    stretch.setAttribute("width", `${Math.abs(one - other) * 100}%`);
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = share(event);
    drawn = false;
  });
  chart.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = share(event);
    if (Math.abs(to - from) * months > 0.6) {
      drawn = true;
      chart.setPointerCapture(event.pointerId);
    }
    if (drawn) show(from, to);
  });
  const end = (event) => {
    if (from === null) return;
    const ends = [from, share(event)].sort((one, other) => one - other);
    from = null;
    if (!drawn) return;
    const first = Math.floor(ends[0] * months);
    const last = Math.min(months - 1, Math.floor(ends[1] * months));
    form.elements.namedItem("since").value = firstDay(monthAfter(chart.dataset.first, first));
    form.elements.namedItem("until").value = lastDay(monthAfter(chart.dataset.first, last));
    form.requestSubmit();
  };
  chart.addEventListener("pointerup", end);
  chart.addEventListener("pointercancel", () => {
    from = null;
    show(0, 0);
  });
  // The click that ends a stretch must not open a bar.
  chart.addEventListener("click", (event) => drawn && event.preventDefault(), true);
  chart.addEventListener("dragstart", (event) => event.preventDefault());
}

for (const chart of document.querySelectorAll("[data-brush]")) brush(chart);

/** Leaves empty fields out of an address. */
for (const form of document.querySelectorAll("form[data-window]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
