/* Brings the place where it stands into view, once for every new number. */
const DRAWN_MS = 300;
const SEEN = new WeakMap();

export default function ({ data, parentElement }) {
  const here = parentElement.querySelector(".here");
  if (!here || !data) return;
  if (SEEN.has(here) && SEEN.get(here) !== data.number) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const go = () => here.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    setTimeout(go, DRAWN_MS);
  }
  SEEN.set(here, data.number);
}
