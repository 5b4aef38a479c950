// `npm run picture` makes docs/screens/review.png, the picture of the README, from the real app.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({ ...tests, testMatch: 'picture.ts' });
