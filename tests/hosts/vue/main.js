// Vue without its compiler, which would need `unsafe-eval`: a render function, straight from the module that Vue publishes for browsers.
import { createApp, h, ref } from "/vendor/vue.runtime.esm-browser.prod.js";
import "/confidant/confidant-advisor.js";

const customers = (await (await fetch("/models/insurer.customers.json")).json()).map(({ fields }) => fields);

createApp({
    setup() {
        const place = ref(0);
        const heard = ref("");
        const first = ref(true);
        const advisor = (lang, slots) =>
            h(
                "confidant-advisor",
                {
                    src: "/models/insurer.safetensors",
                    lang,
                    customer: customers[place.value],
                    "onConfidant-accepted": ({ detail }) => { heard.value = `accepted ${detail.product}`; },
                    "onConfidant-declined": ({ detail }) => { heard.value = `declined ${detail.product}: ${detail.reason}`; },
                },
                slots,
            );
        return () => [
            h("p", [
                h("button", { id: "next", onClick: () => { place.value += 1; } }, "Next customer"),
                " ",
                h("button", { id: "toggle", onClick: () => { first.value = !first.value; } }, "Take out or put back"),
            ]),
            h("output", { id: "heard" }, heard.value),
            first.value ? advisor("en", [h("h2", { slot: "header" }, "Advice")]) : undefined,
            advisor("ru"),
        ];
    },
}).mount("#app");
