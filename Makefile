# What a developer does with pass. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export CGO_ENABLED = 0

SERVICES := $(notdir $(patsubst %/main.go,%,$(wildcard services/*/main.go)))
STACK    := .bin/stack

# Which of the folders below components/ to run, test, prepare or move: make run PROFILE=postgres-redis.
export PROFILE

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-15s %s\n", $$1, $$2 }'

.PHONY: run
run: tools build web ## build what is missing, start everything, and stop it on Ctrl-C; PROFILE=kafka runs that profile
	@exec $(STACK) run

.PHONY: stop
stop: $(STACK) ## stop a running stack, or what a killed one left behind
	@exec $(STACK) stop

.PHONY: tools
tools: $(STACK) ## build Dapr, its CLI, NATS, the Stripe emulator and other stand-ins, where missing or changed (10 minutes the first time)
	@$(STACK) tools

.PHONY: testtools
testtools: $(STACK)
	@$(STACK) tools tests

.PHONY: build
build: check ## build the services
	@mkdir -p .data
	@echo "build: $(SERVICES)"
	@go build -o .bin/ $(addprefix ./services/,$(SERVICES))

.PHONY: web
web: check ## build the web client
	@tools/stack/web.sh

.PHONY: test
test: tools testtools build web ## run every test of every module, and end with a summary; ONLY="e2e web" runs those, PROFILE=kafka what depends on it
	@exec $(STACK) test $(ONLY)

.PHONY: test-stripe
test-stripe: check ## try what payments asks of Stripe at Stripe itself, in test mode: make test-stripe STRIPE_SECRET_KEY=sk_test_…
	@cd services/payments && GOWORK=off go test -count=1 -v -timeout 9m -run TestStripe ./internal/stripelive

.PHONY: test-k8s
test-k8s: tools testtools ## check what runs in Kubernetes against a real control plane, built from source (8 minutes the first time)
	@exec $(STACK) test k8s

.PHONY: conform
conform: tools build ## look whether a profile's store and broker give what pass needs of them: make conform PROFILE=kafka
	@cd e2e && GOWORK=off go run ./conform

.PHONY: soak
soak: tools testtools build web ## the end-to-end tests over and over: faults and races come at another moment each time
	@exec $(STACK) soak

.PHONY: bench
bench: tools build web ## measure a stack of its own for about five minutes; prints a table and writes it to bench.txt
	@cd e2e && GOWORK=off go run ./bench -out ../bench.txt $(BENCH)

.PHONY: audit
audit: $(STACK) ## compare the books of the running stack's payments with Stripe: make audit AUDIT="--grace 1m --json"
	@go build -o .bin/ ./services/payments && exec $(STACK) audit $(AUDIT)

.PHONY: export
export: tools ## carry all that a stopped profile keeps into a folder: make export PROFILE=embedded FILE=pass-export
	@PROFILE='$(PROFILE)' FILE='$(FILE)' SCHEDULER='$(SCHEDULER)' exec $(STACK) export

.PHONY: import
import: tools ## carry that folder into an empty profile: make import PROFILE=mongo FILE=pass-export
	@PROFILE='$(PROFILE)' FILE='$(FILE)' SCHEDULER='$(SCHEDULER)' exec $(STACK) import

.PHONY: prepare
prepare: tools ## create on servers of your own what a profile needs: make prepare PROFILE=postgres-redis POSTGRES_URL=…
	@exec $(STACK) prepare

.PHONY: images
images: check ## build the container images into .data/images, or with PUSH=1 into a registry: docs/container-images.md
	@tools/images/build.sh

.PHONY: images-check
images-check: $(STACK) ## build the images twice, in two folders: are they the same, small, without a shell, and do they start
	@exec $(STACK) test tools/images

.PHONY: secrets
secrets: ## make the passwords of a local cluster (deploy/k8s/overlays/local), where there are none
	@deploy/k8s/overlays/local/secrets/generate.sh

.PHONY: kind
kind: check ## bring pass up in a kind cluster of its own, at http://pass.localhost; needs Docker, kubectl, Helm, buildah and skopeo
	@deploy/kind/up.sh

.PHONY: kind-test
kind-test: check ## do the main job there, through the ingress
	@deploy/kind/test.sh

.PHONY: kind-down
kind-down: check ## remove that cluster with all its data
	@cd tools/images && GOWORK=off go tool kind delete cluster --name pass

.PHONY: fmt
fmt: ## format the Go code
	@gofmt -l -w $$(git ls-files '*.go')

.PHONY: lint
lint: $(STACK) web ## check formatting, run go vet, and the web client's linter and type check
	@exec $(STACK) lint

.PHONY: vulnerabilities
vulnerabilities: check ## look for known vulnerabilities in what the services and the web client are built from; asks vuln.go.dev and npm
	@tools/ci/vulnerabilities.sh

.PHONY: leaks
leaks: check ## look for passwords and keys in the sources and in their history
	@tools/ci/leaks.sh

.PHONY: packages
packages: ## install packages of Debian or Ubuntu, none of whose servers is started: make packages PACKAGES="redis-server buildah"
	@tools/ci/packages.sh $(PACKAGES)

.PHONY: chromium
chromium: web ## fetch Playwright's own Chromium for the tests in a browser, where there is no package of it
	@cd web && npx playwright install --with-deps chromium

.PHONY: namespaces
namespaces: ## let ordinary users have namespaces of their own, as the tests of Kubernetes do, where Ubuntu forbids it
	@sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0

.PHONY: image-digest
image-digest: ## name, digest and SBOM of an image that `make images` built: make image-digest ONLY=web
	@tools/images/digest.sh

.PHONY: sign
sign: ## sign with cosign an image that `make images PUSH=1` pushed: make sign ONLY=web
	@tools/images/sign.sh

.PHONY: clean
clean: ## remove all data and logs, to start afresh; what was built stays
	@if [ -x $(STACK) ]; then $(STACK) stop; fi
	@rm -rf .data .dapr

# Always run: go knows best what changed, and does nothing when nothing did.
.PHONY: $(STACK)
$(STACK): check
	@cd tools/stack && GOWORK=off go build -o ../../$(STACK) .

.PHONY: check
check:
	@tools/stack/check.sh
