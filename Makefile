# The only door. Every recipe is one line that calls cargo, xtask or a script.
.DEFAULT_GOAL := help
.PHONY: test-kills mutants bindings test-kotlin test-swift test-android apk test-ios test-python test-cross test-phone wheel aar measure-bindings wasm test-wasm fuzz walk size help setup run test check fmt clippy tidy test-core test-hub test-forms test-web test-e2e test-real bench kit kit-check deny bench-forms bench-hub-million

help: ## list what there is
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 20

setup: ## install what is missing (apt, rustup, npm), say what was done
	@scripts/setup.sh rust web browser python postgres s3 jvm

run: ## the main job: hub, three phones, the walk; keeps running, keeps its data in var/; STORE=postgres
	@scripts/run.sh

test: ## the whole suite; closes with "N passed, N failed"
	@scripts/test.sh kit rust bindings kotlin swift ios android apk python cross phone web wasm e2e

check: ## before a commit: messages, formatting, lints, tidy, licences, docs, tests of what changed
	@scripts/check.sh

fmt: ## format everything
	@cargo fmt --all

clippy: ## lints, warnings are errors
	@cargo clippy --workspace --all-targets -- -D warnings

tidy: ## the invariants of ARCHITECTURE.md, by name
	@cargo run -q -p farola-xtask -- tidy

test-core: ## tests of the crates that run on the phone
	@scripts/test.sh core

test-hub: ## tests of the hub
	@scripts/test.sh hub

test-forms: ## the kit's own form tests, a line a case
	@scripts/test.sh forms

test-kills: ## two hubs on one PostgreSQL: a hub killed KILLS times (50) under load, the database RESTARTS times (10)
	@FAROLA_TWO_HUBS_KILLS=$(or $(KILLS),50) FAROLA_DATABASE_RESTARTS=$(or $(RESTARTS),10) cargo test -p farola-cli --test two_hubs -- --nocapture

test-web: ## type check and unit tests of the review app
	@scripts/test.sh web

test-e2e: ## the review app in a real Chromium against a real hub
	@scripts/test.sh e2e

test-real: ## real data through the real crates, with a report
	@cargo test -p farola-tests --test real -- --nocapture

fuzz: ## every fuzz target for TIME seconds (60); what it finds is left in var/fuzz/found
	@TIME=$(or $(TIME),60) scripts/fuzz.sh

walk: ## made-up answers on our engine and on both reference engines, for ten minutes
	@cargo test -p farola-tests --test conformance -- --ignored --nocapture walks_agree_with_the_peers

bench: ## benchmarks, with the figures they print
	@cargo bench -p farola-benches

bench-forms: ## the form engine beside JavaRosa and ODK Web Forms: one run, a table of ratios
	@cargo run -q --profile server -p farola-bench-forms

bench-hub-million: ## lists, searches and arrivals at 1,000 and at RECORDS (1,000,000) records, in FOLDER (var/bench-hub), kept there
	@scripts/bench-hub-million.sh $(or $(FOLDER),var/bench-hub) $(or $(RECORDS),1000000)

wasm: ## the form engine for browsers, in bindings/wasm/dist, with its size
	@scripts/wasm.sh

test-wasm: ## the same, filled in Node and in a real Chromium
	@scripts/test.sh wasm

bindings: ## write the facade's code for other languages anew
	@scripts/bindings.sh

test-kotlin: ## the Kotlin of the facade on the real library, and that it is up to date
	@scripts/test.sh bindings kotlin

test-swift: ## the Swift of the facade on the real library, and that it is up to date
	@scripts/test.sh bindings swift

test-ios: ## the iOS shell: lint, view models and controls on the real core, the walk against a hub
	@scripts/test.sh ios

test-android: ## the Android shell: every screen and control, the walk against a hub, under Robolectric
	@scripts/test.sh android

apk: ## a signed test package of the Android shell: its size, and what must hold of it
	@scripts/android-apk.sh

test-python: ## the Python of the facade on the real library, and that it is up to date
	@scripts/test.sh bindings python

test-cross: ## that the facade compiles for Android and iOS, without their tools
	@scripts/test.sh cross

test-phone: ## tests of the phone's crates as programs for Android on ARM, emulated
	@scripts/test.sh phone

wheel: ## the facade as a Python wheel, installed and tested in a fresh environment
	@scripts/python.sh wheel

aar: ## the facade as an AAR, with its size
	@scripts/kotlin.sh aar

measure-bindings: ## what calls over the bridge cost in Kotlin, Swift and Python
	@scripts/measure-bindings.sh

size: ## the phone library as it is shipped, in bytes
	@scripts/size.sh

kit: ## make kit/*.xml from the XLSForms
	@scripts/kit.sh

kit-check: ## say whether a committed XForm is what its XLSForm gives
	@scripts/kit.sh --check

mutants: ## faults that the tests of CRATE (walk, sync, track, protocol, …) would not notice
	@scripts/mutants.sh $(CRATE)

deny: ## licences, advisories and bans of every dependency
	@scripts/deny.sh
