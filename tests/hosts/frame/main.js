// A page that may run its own scripts and nothing else; the frame's address comes in its own address, for the tests' sake.
import { openAdvisor } from "/confidant/confidant-frame.js";

const heard = document.getElementById("heard");
globalThis.openAdvisor = (frame) => openAdvisor(document.getElementById("advice"), { frame, timeout: 8000 });
const frame = new URLSearchParams(location.search).get("frame");
if (frame) {
    const advisor = await globalThis.openAdvisor(frame);
    for (const name of ["accepted", "declined"]) {
        advisor.addEventListener(name, ({ detail }) => { heard.textContent = `${name} ${detail.product}`; });
    }
    await advisor.load({ src: "models/insurer.safetensors", lang: "en" });
    globalThis.advisor = advisor;
    document.documentElement.dataset.ready = "true";
}
