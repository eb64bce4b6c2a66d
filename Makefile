# amtctl: one file, no recursion, one build tree a variant (make V=asan check-quick).
#
# all           a release build, ./amtctl runs from here
# demo          a tour against the simulated PC; installs what building needs
# check         everything that must hold; installs what testing needs
# check-quick   unit and command-line tests of one variant, under a minute
# check-fresh   demo and check in a clean Debian root (needs root and debootstrap)
# interop       the simulator against a client that we did not write (node, npm)
# bench cov fuzz format lint dist install uninstall check-install clean deps deps-test
#
# DEPS=0 installs nothing. PREFIX DESTDIR CC CPPFLAGS CFLAGS LDFLAGS are honoured.

VERSION := 0.1.0

V ?= release
# KVM=0: no window for a PC's screen, for servers. Nothing depends on it yet.
KVM ?= 1
B := build/$(V)

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d

# Debian's packages: DEPS builds and demonstrates, DEPS_TEST checks.
DEPS_BUILD := gcc libc6-dev pkg-config libssl-dev libxml2-dev libcurl4-openssl-dev \
	libjansson-dev libyaml-dev libuv1-dev openssl
DEPS_TEST := libcmocka-dev clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev \
	llvm-14 cppcheck valgrind mandoc man-db gcovr debootstrap iproute2 socat expect tmux curl jq \
	bash-completion zsh fish file binutils

PKGS := openssl libxml-2.0 libcurl jansson yaml-0.1 libuv
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -pthread

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wundef -Werror=implicit-function-declaration

FLAGS.debug := -O1 -g
FLAGS.release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDFLAGS.release := -pie -Wl,-z,relro,-z,now
FLAGS.asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
FLAGS.tsan := -O1 -g -fsanitize=thread
FLAGS.cov := -O0 -g --coverage -fprofile-update=atomic
FLAGS.fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

ifeq ($(V),fuzz)
CC := clang-14
endif

CC_ALL = $(CC) -std=gnu17 -D_GNU_SOURCE -I. -DAMTCTL_VERSION='"$(VERSION)"' $(WARN) \
	$(FLAGS.$(V)) $(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LD_ALL = $(CC) $(FLAGS.$(V)) $(CFLAGS) $(LDFLAGS.$(V)) $(LDFLAGS)

obj = $(patsubst %.c,$(B)/%.o,$(1))

CORE_SRC := $(wildcard core/*/*.c)
CMD_SRC := $(wildcard cmd/*.c)
SIM_SRC := $(wildcard tests/sim/*.c)
MPS_SRC := $(wildcard tests/sim/mps/*.c)
UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(B)/amtctl $(B)/amtsim

# ./amtctl is the release build, whatever variant was made last.
ifeq ($(V),release)
all: amtctl
endif

amtctl: $(B)/amtctl
	@ln -f $< $@ 2>/dev/null || cp $< $@

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(CC_ALL) -MMD -MP -c -o $@ $<

# Changes, and so rebuilds, only when the flags do.
FLAGS_NOW = $(subst ','\'',$(CC_ALL) / $(LD_ALL) / $(PKG_LIBS))
$(B)/flags: FORCE
	@pkg-config --print-errors --exists $(PKGS) || \
		{ echo 'make: "make deps" installs what building needs' >&2; exit 1; }
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' >$@

-include $(shell find $(B) -name '*.d' 2>/dev/null)

$(B)/libcore.a: $(call obj,$(CORE_SRC))
	@rm -f $@
	$(AR) rcs $@ $^

# The commands, for tests of tables and parser.
$(B)/libcmd.a: $(call obj,$(filter-out cmd/main.c,$(CMD_SRC)))
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/cmd/completion.o: $(wildcard completions/*)

$(B)/amtctl: $(call obj,$(CMD_SRC)) $(B)/libcore.a
	$(LD_ALL) -o $@ $^ $(PKG_LIBS)

# The simulated PC shares nothing with the client but core/base.
$(B)/amtsim: $(call obj,$(SIM_SRC) $(wildcard core/base/*.c))
	$(LD_ALL) -o $@ $^ $(shell pkg-config --libs openssl libxml-2.0) -pthread

# The fake MPS of the tests; the same holds for it.
$(B)/mpssim: $(call obj,$(MPS_SRC) $(wildcard core/base/*.c))
	$(LD_ALL) -o $@ $^ $(shell pkg-config --libs openssl jansson) -pthread

# What the tests share: cmocka, and helpers in tests/unit/support.c.
$(B)/tests/%: $(B)/tests/unit/%.o $(call obj,$(wildcard tests/unit/support*.c)) $(B)/libcore.a
	$(LD_ALL) -o $@ $^ $(PKG_LIBS) -lcmocka

$(B)/tests/test_cmd_%: $(B)/tests/unit/test_cmd_%.o $(call obj,$(wildcard tests/unit/support*.c)) \
		$(B)/libcmd.a $(B)/libcore.a
	$(LD_ALL) -o $@ $^ $(PKG_LIBS) -lcmocka

unit: $(addprefix $(B)/tests/,$(UNIT))

# make V=fuzz fuzz-targets: libFuzzer programs; other variants replay the corpus.
ifeq ($(V),fuzz)
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(B)/libcore.a
	@mkdir -p $(@D)
	$(LD_ALL) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)
else
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(B)/libcore.a
	@mkdir -p $(@D)
	$(LD_ALL) -o $@ $^ $(PKG_LIBS)
endif

fuzz-targets: $(addprefix $(B)/fuzz/,$(FUZZ))

# --- tests ---------------------------------------------------------------

# One variant: unit tests, recorded fuzz inputs, command lines. build/results/V.
CLI_TESTS := $(wildcard tests/cli/*.test)
E2E_TESTS := $(shell find tests/e2e -maxdepth 1 -type f -perm -u+x 2>/dev/null | sort)
programs: all $(B)/mpssim unit fuzz-targets

check-variant: programs
	@tests/run build/results/$(V) \
		$(if $(filter asan,$(V)),'tests/sim/check.sh $(B)/amtsim' 'tests/sim/check_generations.sh $(B)/amtsim') \
		$(if $(filter debug,$(V)),$(foreach t,$(E2E_TESTS),'$(t) $(B)')) \
		$(foreach t,$(CLI_TESTS),'tests/cli/run $(B) $(t)') \
		$(addprefix $(B)/tests/,$(UNIT)) \
		$(foreach f,$(FUZZ),'$(B)/fuzz/$(f) tests/fuzz/corpus/$(f:fuzz_%=%)')

# make in parallel also where nobody said -j.
PARALLEL = $(MAKE) -s $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

check-quick:
	@$(PARALLEL) V=asan check-variant

# What needs no variant: the shape of the tree, the pages, the installation.
check-static: all
	@tests/run build/results/static tests/layers 'man/update --check ./amtctl' tests/install tests/hygiene

check: deps deps-test
	@rm -rf build/results && mkdir -p build/results
	@$(PARALLEL) V=release check-static || touch build/results/failed
	@for v in debug asan tsan; do $(PARALLEL) V=$$v check-variant || touch build/results/failed; done
	@tests/run --total build/results && test ! -e build/results/failed

check-layers:
	@tests/layers >/dev/null || tests/layers

check-install: all
	@tests/install

check-fresh:
	@tests/fresh

interop: all
	@tests/run build/results/interop 'tests/interop/run wsman $(abspath $(B)/amtsim)' \
		'tests/interop/run boot $(abspath $(B)/amtsim)'

$(B)/versus $(B)/meter: $(B)/%: $(B)/tests/bench/%.o
	$(LD_ALL) -o $@ $^

bench: deps-test all $(B)/versus $(B)/meter
	@tests/bench/run $(abspath $(B))
	@tests/bench/fleet $(abspath $(B))

FUZZ_SECONDS ?= 600
fuzz: deps-test
	@$(PARALLEL) V=fuzz fuzz-targets
	@tests/fuzz/run build/fuzz/fuzz $(FUZZ_SECONDS) $(FUZZ)

# Lines of core/ that the tests run.
cov: deps-test
	@rm -rf build/cov/core build/results/cov
	@$(PARALLEL) V=cov check-variant
	@gcovr -r . --object-directory build/cov -f 'core/' --exclude-throw-branches \
		--gcov-ignore-parse-errors --print-summary build/cov/core

SOURCES = $(wildcard cmd/*.[ch] core/*/*.[ch] kvm/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])

format:
	clang-format-14 -i $(SOURCES)

lint: deps-test
	@clang-format-14 --dry-run -Werror $(SOURCES)
	@printf '%s\n' $(CMD_SRC) $(CORE_SRC) $(SIM_SRC) $(MPS_SRC) | xargs -P $$(nproc) -n 4 \
		sh -c 'clang-tidy-14 --quiet "$$@" -- -std=gnu17 -D_GNU_SOURCE -I. -DAMTCTL_VERSION=\"0\" $(PKG_CFLAGS) 2>/dev/null' sh
	@cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
		--suppressions-list=.cppcheck --error-exitcode=1 -I. -D_GNU_SOURCE -j 2 cmd core tests/sim
	@for cc in gcc clang-14; do $(PARALLEL) V=debug B=build/lint-$$cc CC=$$cc CFLAGS=-Werror programs || exit 1; done

# --- packages, installation ----------------------------------------------

deps:
	@tests/deps $(DEPS_BUILD)

deps-test: deps
	@tests/deps $(DEPS_TEST)

demo: deps
	@$(PARALLEL) all $(B)/mpssim
	@tests/demo $(abspath $(B))

MAN := $(wildcard man/*.[1-9])

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(PREFIX)/share/amtsim $(DESTDIR)$(BASHCOMPDIR) \
		$(DESTDIR)$(ZSHCOMPDIR) $(DESTDIR)$(FISHCOMPDIR)
	install -m 755 $(B)/amtctl $(B)/amtsim $(DESTDIR)$(BINDIR)
	install -m 644 $(wildcard tests/sim/devices/*.xml) $(DESTDIR)$(PREFIX)/share/amtsim
	for m in $(MAN); do install -D -m 644 $$m $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/} || exit 1; done
	install -m 644 completions/amtctl.bash $(DESTDIR)$(BASHCOMPDIR)/amtctl
	install -m 644 completions/_amtctl $(DESTDIR)$(ZSHCOMPDIR)/_amtctl
	install -m 644 completions/amtctl.fish $(DESTDIR)$(FISHCOMPDIR)/amtctl.fish

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/amtctl $(DESTDIR)$(BINDIR)/amtsim
	rm -f $(foreach m,$(notdir $(MAN)),$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(m)))/$(m))
	rm -f $(DESTDIR)$(BASHCOMPDIR)/amtctl $(DESTDIR)$(ZSHCOMPDIR)/_amtctl \
		$(DESTDIR)$(FISHCOMPDIR)/amtctl.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/amtsim

dist:
	@mkdir -p dist
	git archive --prefix=amtctl-$(VERSION)/ -o dist/amtctl-$(VERSION).tar.gz HEAD

clean:
	rm -rf build dist amtctl

.PHONY: FORCE all unit fuzz-targets programs check check-variant check-quick check-static \
	check-layers check-install check-fresh interop bench fuzz cov format lint deps deps-test \
	demo install uninstall dist clean
.SECONDARY:
FORCE:
