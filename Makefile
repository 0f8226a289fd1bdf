# Gradmark's commands; `make help` lists them. Each sets up what it needs.

# The CPU to build for: native, x86-64-v3, x86-64-v4, …; portable is what every CPU of this kind has.
TARGET_CPU ?= native
# Passed on to gradmark: make bench ARGS="--quick".
ARGS ?=
# How many random models Keras and gradmark both train, and from which seed: make verify-keras.
MODELS ?= 20
SEED ?= 1
# Passed on to swift test: make test TEST_ARGS="--filter TrainingTests".
TEST_ARGS ?=
# What make fuzz feeds with damaged files, and for how long each.
FUZZ ?= suite model saved layersmodel training counts safetensors npy idx records fixture samples
FUZZ_SECONDS ?= 600
# The runs to compare, one or two folders: make compare RUN=results/…. A folder that is there is one run,
# whatever its name; else spaces stand between runs, where a ? is any character: RUN="results/my?run results/b".
RUN ?=
export RUN
# What make duel compares this tree with: a commit, a tag, or a program.
BASE ?=
export BASE

SWIFT ?= swift
# A system whose C library and archives are linked against, for a program to carry; make dist sets it.
SYSTEM ?=
# The CPUs that make dist builds for, the least first.
DIST_CPUS ?= $(if $(filter x86_64,$(architecture)),x86-64-v2 x86-64-v3 x86-64-v4,generic)
# Where make install puts things: make install PREFIX=$HOME/.local.
PREFIX ?= /usr/local
# Which other libraries make set-up-peers sets up, who takes part in make peers, and where they are kept.
PEERS ?= jax,torch
PEERS_FOLDER ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/gradmark/peers
# Succeeds where the libraries that the build needs are installed.
PROBE ?= pkg-config --exists jemalloc zlib

architecture := $(shell uname -m)
baseline := $(if $(filter x86_64,$(architecture)),x86-64,generic)
cpu := $(if $(filter portable,$(TARGET_CPU)),$(baseline),$(TARGET_CPU))
cpu_option := $(if $(filter x86_64,$(architecture)),-march,-mcpu)=$(cpu)
comma := ,
# The last two end up in every result; a header makes strings of the bare words.
configuration := release
flags := -c $(configuration) -Xcc $(cpu_option)
compiler := $(shell $(SWIFT) --version 2>/dev/null | sed -n 's/.*\(Swift\) version \([0-9.]*\).*/\1 \2/p' | head -n 1)
# What is built, for gradmark --version and every record; Package.swift hands it to one small target.
export GRADMARK_BUILT := $(shell .ci/built)
recorded := -Xcc -DGRADMARK_TARGET_CPU=$(cpu) -Xcc '-DGRADMARK_BUILD_FLAGS=$(flags)' \
  -Xcc '-DGRADMARK_COMPILER=$(compiler)'
# The shell's arguments become the runs; it ends where there are none.
take_runs = test -n "$$RUN" || { echo 'make $@ needs a run: make $@ RUN=results/…' >&2; exit 64; }; \
  if test -e "$$RUN"; then set -- "$$RUN"; else set -- $$RUN; fi
# A program to carry has all but the C library linked in.
carried := $(if $(SYSTEM),--static-swift-stdlib $(addprefix -Xlinker $(SYSTEM)/,length.o jemalloc.o) \
  $(addprefix -Xswiftc ,-use-ld=lld -Xclang-linker --sysroot=$(SYSTEM) -Xclang-linker -static-libgcc))
# A folder for each CPU: another TARGET_CPU never finds objects built for this one.
built := .build/$(cpu)$(if $(SYSTEM),-carried)
release := --scratch-path $(built) $(flags) $(recorded) $(carried)
# Tests look behind the modules' public doors, which takes objects of their own.
tested := --scratch-path .build/$(cpu)-tests $(flags) $(recorded) -Xswiftc -enable-testing
# With every check that the compiler has: warnings, and imports that Package.swift does not list, are
# errors. One set of flags, so that nothing is built twice.
checked := --explicit-target-dependency-import-check error -Xswiftc -warnings-as-errors
gradmark := $(built)/$(configuration)/gradmark
# The modules that have a page of documentation each.
documented := $(notdir $(basename $(wildcard Sources/*/*.docc)))
share := $(DESTDIR)$(PREFIX)/share

.PHONY: help set-up set-up-peers build bench duel check-base calibrate test test-debug tsan fuzz compare report publish bench-check \
  verify peers verify-keras keras-tables microbench check-asm docs man completions install install-files dist \
  examples uninstall check lint clean

help:
	@echo 'make bench     train every network on 1, 2, 4, … threads and write results/<date>-<machine>'
	@echo '               (ARGS="--quick", ARGS="--models digits --threads 1,2", …)'
	@echo 'make duel      BASE=v0.2.0 measures this tree and another commit, tag or program in turns, and tells'
	@echo '               which is faster (ARGS="--threads 1", …); the base is built in the cache folder'
	@echo '               ($$XDG_CACHE_HOME, else ~/.cache), and kept there'
	@echo 'make calibrate  duels of the program with a copy of itself and with a build for a lesser CPU;'
	@echo '               writes results/calibration.md (ARGS="10 --preset quick"; nothing else may run)'
	@echo 'make test      run the tests in release mode'
	@echo 'make test-debug  the same in debug mode, where warnings and imports out of order are errors'
	@echo 'make tsan      run the trainer'"'"'s tests under ThreadSanitizer'
	@echo 'make fuzz      feed every parser with damaged files, FUZZ_SECONDS=600 each, under libFuzzer and'
	@echo '               AddressSanitizer (FUZZ="model npy" for these only)'
	@echo 'make compare   RUN=results/… one run by threads; RUN="A B" two runs, cell by cell; a folder'
	@echo '               that is there is one run, whatever its name'
	@echo 'make report    RUN=results/… write one page with charts and tables, report.html'
	@echo 'make publish   build results/README.md and results/index.html over all runs'
	@echo 'make bench-check  compare all that publish writes with what stands there'
	@echo 'make verify    RUN=results/… checks that records and tables are consistent'
	@echo 'make verify-keras  train random models in Keras too (MODELS=20 SEED=1); installs Keras first'
	@echo 'make keras-tables  record anew what Keras makes of every layer and of its applications'
	@echo 'make set-up-peers  PEERS=jax,torch gets other libraries, for ARGS="--implementations gradmark,jax,torch"'
	@echo 'make peers     PEERS=jax,torch is make bench beside other libraries, which it sets up; also'
	@echo '               torch-compile, torch-ddp, keras-tf, keras-jax, sklearn, fann, numpy (ARGS="--quick", …)'
	@echo 'make microbench  time the kernels by themselves'
	@echo 'make check-asm look for vector multiply-adds in the kernels of the built program'
	@echo 'make build     build .build/<cpu>/release/gradmark'
	@echo 'make docs      write the documentation of the modules to .build/docs, as web pages'
	@echo 'make install   PREFIX=/usr/local installs gradmark, its suites, drivers, manual page and completions;'
	@echo '               make uninstall takes them away again'
	@echo 'make dist      an archive that runs wherever glibc 2.31 or later is, without Swift or jemalloc'
	@echo 'make examples  build and run the programs of Benchmarks/Examples on the libraries'
	@echo 'make check     all that has to hold before a commit'
	@echo 'make clean     remove what was built'
	@echo 'A release is a tag: with one version in Release.swift, CITATION.cff and the first title of CHANGELOG.md,'
	@echo '               git tag -a v0.3.0 -m "Gradmark 0.3.0" && git push origin v0.3.0'
	@echo 'TARGET_CPU=native (default), x86-64-v3, x86-64-v4, portable, … chooses the CPU to build for'

set-up:
	@.ci/set-up '$(SWIFT)' '$(PROBE)'

build: set-up
	$(SWIFT) build $(release) --product gradmark

bench: build
	$(gradmark) bench $(ARGS)

duel: check-base build
	base=$$(.ci/duel-base "$$BASE" '$(cpu)' '$(SWIFT)') && $(gradmark) duel "$$base" $(gradmark) $(ARGS)

# A base that is none is told before minutes of building.
check-base:
	@test -n "$$BASE" || { echo 'make duel needs a base: make duel BASE=HEAD~1' >&2; exit 64; }
	@.ci/duel-base "$$BASE" >/dev/null

# Nothing else may run meanwhile.
calibrate: build
	$(MAKE) build TARGET_CPU=$(if $(filter x86_64,$(architecture)),x86-64-v3,portable)
	python3 Benchmarks/calibrate.py $(gradmark) \
	  .build/$(if $(filter x86_64,$(architecture)),x86-64-v3,$(baseline))/release/gradmark \
	  results/calibration.md $(ARGS)

# A process that one test starts holds an HDF5 file of another open for a moment, and so locked.
test test-debug: export HDF5_USE_FILE_LOCKING := FALSE

test: set-up
	$(SWIFT) test $(tested) $(TEST_ARGS)

test-debug: set-up
	$(SWIFT) test $(checked) $(TEST_ARGS)

# ThreadSanitizer over the trainer, in release mode, as it is used. Finite differences, four fifths of the time, are
# left out: they train on two threads, and the same structures are trained by up to 16 workers for equal bits.
tsan: set-up
	GRADMARK_SANITIZER=thread $(SWIFT) test --scratch-path .build/tsan $(flags) --sanitize thread \
	  -Xswiftc -enable-testing --filter TrainingTests --skip FiniteDifferences

# What a parser has once stumbled over stays in .build/fuzz/found, what led there in .build/fuzz/seeds.
# The system's linker gets lost in the debugging information of such a build.
fuzz: build
	GRADMARK_SANITIZER=fuzzer $(SWIFT) build --scratch-path .build/fuzz $(flags) --product fuzz \
	  --sanitize address -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link -Xswiftc -use-ld=lld
	@for parser in $(FUZZ); do \
	  .ci/fuzz .build/fuzz/release/fuzz $$parser $(FUZZ_SECONDS) .build/fuzz $(gradmark) || exit 1; \
	done

compare report verify: build
	@$(take_runs); $(gradmark) $@ "$$@" $(ARGS)

publish: build
	$(gradmark) publish $(ARGS)

# Whether every file made from records is, byte for byte, what the records give.
bench-check: build
	$(gradmark) publish --check $(ARGS)

verify-keras: build
	Benchmarks/Keras/verify $(gradmark) $(MODELS) $(SEED) results/keras-verification.md

# What Keras makes of each layer and of its applications, for the tests to hold Gradmark to.
keras-tables: build
	Benchmarks/Keras/tables $(gradmark) Tests/KerasFormatTests/Fixtures/layers.jsonl \
	  Tests/KerasFormatTests/Fixtures/layers-keras2.jsonl Tests/KerasFormatTests/Fixtures/operations.jsonl \
	  Tests/KerasFormatTests/Fixtures/optimizers.jsonl results/keras-applications.csv

# Each library lives in an environment of its own, outside the repository.
set-up-peers:
	python3 Benchmarks/Peers/set_up.py '$(PEERS_FOLDER)' $(subst $(comma), ,$(PEERS))

peers: build set-up-peers
	$(gradmark) bench --implementations gradmark,$(PEERS) --environments '$(PEERS_FOLDER)' $(ARGS)

microbench: set-up
	$(SWIFT) package --package-path Benchmarks --scratch-path .build/$(cpu)-micro $(flags) \
	  benchmark --target Micro --no-progress $(ARGS)

check-asm: build
	@.ci/check-asm $(gradmark)

# The plug-in that makes the pages is no part of other builds, so only this one fetches it.
docs: set-up
	GRADMARK_DOCS=1 $(SWIFT) package $(release) --allow-writing-to-directory .build/docs \
	  generate-documentation $(addprefix --target ,$(documented)) \
	  --enable-experimental-combined-documentation --warnings-as-errors --output-path .build/docs

# The plug-in leaves out what is not ASCII, does not leave out commands that are hidden because only
# other commands start them, and knows no more of the exit status than that there is one.
man: build
	@! $(gradmark) --experimental-dump-help | LC_ALL=C grep '[^ -~]' || \
	  { echo 'gradmark: the manual page would lose characters of this; use ASCII' >&2; exit 65; }
	$(SWIFT) package $(release) generate-manual --configuration $(configuration)
	mkdir -p .build/man
	awk '/^\.It Em (measure-case|launch)$$/ { hidden = 1 } /^\.Sh "?EXIT STATUS/ { exit } \
	  !hidden; /^\.El$$/ { hidden = 0 }' \
	  $(built)/plugins/GenerateManual/outputs/gradmark/gradmark.1 >.build/man/gradmark.1
	cat .ci/manual.mdoc >>.build/man/gradmark.1

completions: build
	mkdir -p .build/completions
	for shell in bash zsh fish; do \
	  $(gradmark) --generate-completion-script $$shell >.build/completions/gradmark.$$shell || exit; \
	done

install: build install-files
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(gradmark)

# All but the program.
install-files: man completions
	install -D -m 644 -t $(share)/gradmark/Suites Benchmarks/Suites/*.yml
	install -D -m 644 -t $(share)/gradmark/Peers $(wildcard Benchmarks/Peers/*.*)
	install -D -m 644 -t $(share)/gradmark/Peers/requirements Benchmarks/Peers/requirements/*.txt
	install -D -m 644 -t $(share)/doc/gradmark README.md
	install -D -m 644 -t $(share)/man/man1 .build/man/gradmark.1
	install -D -m 644 .build/completions/gradmark.bash $(share)/bash-completion/completions/gradmark
	install -D -m 644 .build/completions/gradmark.zsh $(share)/zsh/site-functions/_gradmark
	install -D -m 644 -t $(share)/fish/vendor_completions.d .build/completions/gradmark.fish

# An archive that runs wherever glibc 2.31 is, without Swift or jemalloc.
dist: set-up
	@.ci/dist "$$(sed -n 's/^version: "\(.*\)"/\1/p' CITATION.cff)" $(DIST_CPUS)

# Programs on the libraries, as other packages build them.
examples: set-up
	for example in TwoToTwo Digits CountParameters; do \
	  $(SWIFT) run --package-path Benchmarks/Examples --scratch-path .build/$(cpu)-examples $(flags) \
	    $$example || exit; \
	done

uninstall:
	rm -rf $(share)/gradmark $(share)/doc/gradmark
	rm -f $(DESTDIR)$(PREFIX)/bin/gradmark $(share)/man/man1/gradmark.1 \
	  $(share)/bash-completion/completions/gradmark $(share)/zsh/site-functions/_gradmark \
	  $(share)/fish/vendor_completions.d/gradmark.fish

# OUTPUT=… keeps the short sweep there.
check: lint
	$(MAKE) test-debug
	$(MAKE) test
	$(MAKE) check-asm
	$(MAKE) docs
	$(MAKE) bench ARGS="--quick --output $(or $(OUTPUT),$$(mktemp -d))"
	grep -qx "version: \"$$($(gradmark) --version | head -n 1)\"" CITATION.cff

lint:
	$(SWIFT) format lint --strict --parallel --recursive \
	  Package.swift Sources Tests $(wildcard Benchmarks)

clean:
	rm -rf .build
