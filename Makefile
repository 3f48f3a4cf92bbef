# make run     build and open the practice school on http://localhost:8090 (needs Go; neither root nor Node)
# make test    lint, unit, API and browser tests: what must be green before a commit is pushed
# make help    the rest

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BINARY  := bin/openacademie
LDFLAGS := -s -w -X main.version=$(VERSION)
LINT    := go tool -modfile=tools/go.mod golangci-lint
FUZZTIME ?= 20s
DIR      ?= ./practice

export PATH := $(PATH):/usr/local/go/bin

.DEFAULT_GOAL := build
.PHONY: build run test lint fmt unit journeys chromium readers axe axe-all journeys-bad-network race rule-tests fuzz bench audit phares site clean help

build: ## the program, in bin/
	@command -v go >/dev/null || { echo "Il faut Go 1.26 ou plus récent : https://go.dev/dl/" >&2; exit 1; }
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $(BINARY) .

run: build ## the practice school, in ./practice
	./$(BINARY) demo

test: chromium readers axe ## all that must be green; a finding of the linters does not hide a failing test
	@findings=$$(mktemp); trap 'rm -f "$$findings"' EXIT; failed=0; \
	$(LINT) run ./... >"$$findings" 2>&1 & lint=$$!; \
	go test -p 3 -timeout 20m -vet=off -shuffle=on $(TESTFLAGS) ./internal/browser ./... || failed=1; \
	wait $$lint || failed=1; \
	cat "$$findings"; \
	exit $$failed

lint: ## linters and formatting, findings of every file
	$(LINT) run ./...

fmt: ## rewrite the files as the linters want them
	$(LINT) fmt ./...

unit: readers ## tests without a browser
	go test -shuffle=on $$(go list ./... | grep -v /internal/browser)

journeys: chromium axe ## journeys in a real browser
	go test -shuffle=on ./internal/browser/...

chromium: # and its headless shell, twice as fast, where Debian has it
	@command -v chromium >/dev/null || { \
		echo "Installation de Chromium pour les essais dans un navigateur"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; }
	@command -v chromium-headless-shell >/dev/null || [ -n "$$OPENACADEMIE_CHROMIUM" ] || [ "$$(id -u)" != 0 ] || { \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell; } || true

readers: # of files, that we did not write: a test that misses one says so and skips
	@command -v xmllint >/dev/null && command -v dbview >/dev/null || { [ "$$(id -u)" != 0 ] || { \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libxml2-utils dbview; }; } || true

axe: internal/browser/node_modules/.package-lock.json

internal/browser/node_modules/.package-lock.json: internal/browser/package-lock.json
	cd internal/browser && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

axe-all: chromium axe ## every page through axe, on a phone and on a desk
	OPENACADEMIE_AXE=all go test ./internal/browser -run TestEveryPageIsAccessible -timeout 20m

journeys-bad-network: chromium axe ## what families do, on a slow mobile network
	OPENACADEMIE_BAD_NETWORK=1 go test ./internal/browser -run 'TestAParent|TestAnAid|TestAPayer|TestAPrinted|TestAShared' -count=1 -timeout 10m

race: ## unit and API tests under the race detector (slow; needs a C compiler)
	CGO_ENABLED=1 go test -race -shuffle=on $$(go list ./... | grep -v /internal/browser)

rule-tests: ## write the names of the tests of each rule into its page
	go test ./internal/command -run RulesNameTheirTests -name-tests

# Making an interesting input smaller takes a minute by default, in which nothing new is tried: FuzzArchive made 5 executions a
# second, 50,000 with ten tries at most.
fuzz: ## every fuzz test for FUZZTIME each
	@go list -f '{{$$p := .ImportPath}}{{range .TestGoFiles}}{{$$p}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$$p}} {{$$.Dir}}/{{.}}{{"\n"}}{{end}}' ./... | \
	while read -r package file; do \
		sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$$file" | while read -r name; do \
			echo "$$package $$name"; go test -run='^$$' -fuzz="^$$name\$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=10x "$$package" || exit 1; \
		done || exit 1; \
	done

bench: ## benchmarks, with their allocations
	go test -run='^$$' -bench=. -benchmem ./...

audit: chromium axe phares ## every budget of the design beside its measure, green or red, in a table and in docs/mesures.md
	go run ./internal/audit -o docs/mesures.md

phares: internal/audit/node_modules/.package-lock.json

internal/audit/node_modules/.package-lock.json: internal/audit/package-lock.json
	cd internal/audit && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

site: build ## the public pages of the school in DIR (./practice), in bin/site
	./$(BINARY) site --dir $(DIR) bin/site

clean: ## what the build made; never a school's folder
	rm -rf bin internal/browser/node_modules internal/audit/node_modules
	go clean -testcache

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14
