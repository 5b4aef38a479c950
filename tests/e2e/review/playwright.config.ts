import { defineConfig } from '@playwright/test';

// One worker: each file starts its own hub, and two hubs, a browser and a build on two cores make
// every time-out a coin toss.
export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	workers: 1,
	fullyParallel: false,
	forbidOnly: Boolean(process.env.CI),
	retries: 0,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	outputDir: '../../../target/e2e/results',
	reporter: 'list',
	use: {
		browserName: 'chromium',
		locale: 'es-MX',
		timezoneId: 'America/Mexico_City',
		viewport: { width: 1440, height: 900 },
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				// The map is drawn in software: the same picture on every machine.
				'--enable-unsafe-swiftshader',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	}
});
