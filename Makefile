# amtctl: one file, no recursion, one build tree a variant (make V=asan check-quick).
#
# all           a release build, ./amtctl runs from here
# demo          a tour against the simulated PC; installs what building needs
# check         everything that must hold; installs what testing needs
# check-quick   unit and command-line tests of one variant, under a minute
# check-fresh   demo and check in a clean Debian root (needs root and debootstrap)
# interop       the simulator against a client that we did not write (node, npm)
# bench cov fuzz format lint dist install uninstall check-install clean deps deps-test

VERSION := 0.1.0

V ?= release
KVM ?= 1
B := build/$(V)

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/vendor-completions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d

# Debian's packages: DEPS builds and demonstrates, DEPS_TEST checks.
DEPS_BUILD := gcc libc6-dev pkg-config libssl-dev libxml2-dev libcurl4-openssl-dev \
	libjansson-dev libyaml-dev libuv1-dev openssl
DEPS_TEST := libcmocka-dev clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev \
	llvm-14 cppcheck valgrind mandoc man-db gcovr debootstrap iproute2 socat expect tmux curl jq \
	bash-completion zsh fish file binutils

PKGS := openssl libxml-2.0 libcurl jansson yaml-0.1 libuv
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS)) -pthread

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wundef -Werror=implicit-function-declaration

FLAGS.debug := -O1 -g
FLAGS.release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LDFLAGS.release := -pie -Wl,-z,relro,-z,now
FLAGS.asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
FLAGS.tsan := -O1 -g -fsanitize=thread
FLAGS.cov := -O0 -g --coverage
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

all: deps amtctl $(B)/amtsim

amtctl: $(B)/amtctl
	@ln -f $< $@ 2>/dev/null || cp $< $@

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(CC_ALL) -MMD -MP -c -o $@ $<

# Changes, and so rebuilds, only when the flags do.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(CC_ALL))' | cmp -s - $@ || echo '$(subst ','\'',$(CC_ALL))' >$@

-include $(shell find $(B) -name '*.d' 2>/dev/null)

$(B)/libcore.a: $(call obj,$(CORE_SRC))
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/amtctl: $(call obj,$(CMD_SRC)) $(B)/libcore.a
	$(LD_ALL) -o $@ $^ $(PKG_LIBS)

# The simulated PC shares nothing with the client but core/base.
$(B)/amtsim: $(call obj,$(filter-out tests/sim/mps_main.c,$(SIM_SRC)) $(wildcard core/base/*.c))
	$(LD_ALL) -o $@ $^ $(shell pkg-config --libs openssl libxml-2.0) -pthread

# What the tests share: cmocka, and helpers in tests/unit/support.c.
$(B)/tests/%: $(B)/tests/unit/%.o $(call obj,$(wildcard tests/unit/support*.c)) $(B)/libcore.a
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

.PHONY: FORCE all unit fuzz-targets
.SECONDARY:
FORCE:
