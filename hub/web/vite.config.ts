import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { mockHub } from './mock/plugin.js';

// FAROLA_HUB=http://127.0.0.1:8460 makes `npm run dev` talk to a real hub; without it a hub made
// of examples answers from memory.
const hub = process.env.FAROLA_HUB;

export default defineConfig({
	plugins: [sveltekit(), ...(hub ? [] : [mockHub()])],
	server: hub ? { proxy: { '/v1': hub, '/health': hub } } : {},
	build: { target: 'es2022', chunkSizeWarningLimit: 1300 },
	worker: { format: 'es' },
	test: { include: ['src/**/*.test.ts'] }
});
