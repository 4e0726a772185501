import { defineConfig } from "@playwright/test";

// The built server on a fresh data folder, with the offline model; see fixtures/server.mjs.
const port = Number(process.env.COLLOQUY_E2E_PORT ?? 4173);
const address = `http://localhost:${port}`;
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "./tests",
  outputDir: "./results",
  timeout: 120_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: address,
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } }, testIgnore: /\.nojs\.spec\.ts$/ },
    { name: "no-javascript", use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false }, testMatch: /\.nojs\.spec\.ts$/ },
  ],
  webServer: {
    command: "node end2end/fixtures/server.mjs",
    cwd: "..",
    url: `${address}/health/ready`,
    reuseExistingServer: false,
    timeout: 120_000,
    env: { COLLOQUY_ADDR: `127.0.0.1:${port}`, COLLOQUY_E2E_PORT: String(port) },
  },
});
