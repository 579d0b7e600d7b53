import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` expects a running gateway. */
const GATEWAY = "http://127.0.0.1:8000";

export default defineConfig({
  root: "src",
  base: "/static/",
  plugins: [react()],
  cacheDir: "../node_modules/.vite",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Older Android WebViews are common inside shop apps.
    target: ["chrome92", "safari15.4"],
    // A strict CSP allows neither inline scripts nor data: addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        index: "src/index.html",
        chat: "src/chat.html",
        agent: "src/agent.html",
        embed: "src/embed.ts",
      },
      output: {
        chunkFileNames: "assets/shared-[hash].js",
        // Host pages name the embed script by hand, so its address must stay the same.
        entryFileNames: (chunk) =>
          chunk.name === "embed" ? "embed.js" : "assets/[name]-[hash].js",
      },
    },
  },
  server: {
    proxy: {
      "/api": GATEWAY,
      "/agent/api": GATEWAY,
      "/demo/api": GATEWAY,
      "/socket.io": { target: GATEWAY, ws: true },
    },
  },
});
