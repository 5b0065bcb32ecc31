# garner. `make` builds, `make demo` shows it at work, `make test` proves it; `make help` lists the rest.

# The one list of Debian packages: what building and running needs, then what the tests need on top.
PACKAGES = libsqlite3-dev libyaml-dev libuv1-dev libsodium-dev libidn2-dev libzip-dev libexpat1-dev libcurl4-openssl-dev libssl-dev \
    ca-certificates tzdata
PACKAGES_TEST = libjansson-dev libcmocka-dev bats sqlite3 procps openssl pkg-config
PACKAGES_CHECK = clang libclang-rt-dev cppcheck clang-tidy hyperfine universal-ctags

PREFIX = /usr/local
DESTDIR =
CC = gcc
OPTIMIZE = -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(SANITIZE),-w,-Werror)
HARDEN = -fstack-protector-strong -fvisibility=hidden
# SANITIZE=address,undefined builds everything so, into a folder of its own; the compiler's warnings are not to be
# trusted then, and off.
SANITIZE =
BUILD = build$(if $(filter-out gcc,$(CC)),-$(notdir $(CC)))$(if $(SANITIZE),-sanitized)
SANFLAGS = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)

CPPFLAGS = -I. -Iinclude -D_GNU_SOURCE -DGARNER_PREFIX='"$(PREFIX)"'
CFLAGS = -std=c11 $(OPTIMIZE) $(WARNINGS) $(HARDEN) $(SANFLAGS) -MMD -MP
LDFLAGS = $(SANFLAGS)
LDLIBS = -lsqlite3 -lyaml -luv -lsodium -lidn2 -lexpat -ldl -lm -pthread

CORE = $(sort $(filter-out core/net/%,$(wildcard core/*/*.c)))
NET = $(sort $(wildcard core/net/*.c))
CORE_OBJECTS = $(CORE:%.c=$(BUILD)/%.o) $(BUILD)/core/embedded.o
PLUGINS = $(patsubst plugins/%/,%,$(sort $(dir $(wildcard plugins/*/*.c))))
PLUGIN_OBJECTS = $(foreach p,$(PLUGINS),$(BUILD)/plugins/$(p)/$(p).so)
PRESETS = $(wildcard plugins/*/presets/*.yaml)
UNITS = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
FUZZERS = $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
TOOLS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/tools/*.c))
SERVER = $(BUILD)/tests/server/serve $(BUILD)/tests/mail/smtp
BAD = $(foreach b,$(basename $(notdir $(wildcard tests/bad_plugins/*.c))),$(BUILD)/tests/bad_plugins/$(b)/$(b).so)
SCAFFOLD = $(sort $(wildcard core/plugin/scaffold/*/*))
SQL = $(sort $(wildcard core/store/*.sql) $(wildcard core/store/migrations/*.sql) $(wildcard core/report/*.sql))

# One short line a step; V=1 shows the commands.
Q = $(if $(V),,@)
say = $(if $(V),,@echo "  $(1) $@")

.PHONY: all help demo test check soak bench install clean deps deps-test deps-check bench-deps lint units fuzz-replay bad-plugins
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BUILD)/garner $(BUILD)/garner_net.so $(PLUGIN_OBJECTS) $(PRESETS:plugins/%=$(BUILD)/plugins/%)

help:
	@echo 'make            build $(BUILD)/garner and the plugins'
	@echo 'make demo       install what is missing, build, pull the demo company, compare its campaigns'
	@echo 'make test       install what is missing, build, run every test that needs no network'
	@echo 'make check      the slow checks: sanitizers, clang, static analysis, fuzzing'
	@echo 'make soak       the daemon for 20 minutes under random faults (SOAK_SECONDS, SOAK_SEED)'
	@echo 'make bench      speed and memory against the goals (make bench-deps installs the references)'
	@echo 'make install    into $$(DESTDIR)$$(PREFIX)'
	@echo 'variables       CC=clang  SANITIZE=address,undefined  PREFIX=/usr/local  DESTDIR=  V=1'

# ---- build ----

$(BUILD)/garner: $(BUILD)/core/main.o $(BUILD)/libcore.a
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcore.a $(LDLIBS)

$(BUILD)/libcore.a: $(CORE_OBJECTS)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc  )
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# What sends over the network, apart from the program: libcurl would cost its every start (core/net/net.h).
$(BUILD)/garner_net.so: $(NET:%.c=$(BUILD)/%.pic.o)
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -shared -o $@ $^ -lcurl -lcrypto

# The SQL files and the templates of plugins, as strings in the program: core/embedded.h declares them.
$(BUILD)/core/embedded.c: $(SQL) $(SCAFFOLD) core/embed.sh
	@mkdir -p $(@D)
	$(Q)sh core/embed.sh $(SQL) $(SCAFFOLD) > $@

$(BUILD)/core/embedded.o: $(BUILD)/core/embedded.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

define plugin_rule
$(BUILD)/plugins/$(1)/$(1).so: $(patsubst %.c,$(BUILD)/%.pic.o,$(wildcard plugins/$(1)/*.c))
	$$(call say,link)
	$$(Q)$$(CC) $$(LDFLAGS) -shared -o $$@ $$^
endef
$(foreach p,$(PLUGINS),$(eval $(call plugin_rule,$(p))))

$(BUILD)/%.pic.o: %.c
	@mkdir -p $(@D)
	$(call say,cc  )
	$(Q)$(CC) $(if $(filter core/%,$<),$(CPPFLAGS),-Iinclude) $(CFLAGS) -fPIC -c -o $@ $<

$(BUILD)/plugins/%.yaml: plugins/%.yaml
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/libcore.a
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(Q)gcc -std=gnu11 -D_GNU_SOURCE -O2 -shared -fPIC -o $@ $< -ldl

define bad_rule
$(BUILD)/tests/bad_plugins/$(1)/$(1).so: tests/bad_plugins/$(1).c
	@mkdir -p $$(@D)
	$$(Q)$$(CC) -Iinclude $$(CFLAGS) $$(LDFLAGS) -fPIC -shared -o $$@ $$<
endef
$(foreach b,$(basename $(notdir $(wildcard tests/bad_plugins/*.c))),$(eval $(call bad_rule,$(b))))

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libcore.a
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcore.a -Wl,--as-needed -lcmocka -ljansson -lzip $(LDLIBS)

$(BUILD)/tests/server/serve: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/server/*.c)) $(BUILD)/libcore.a
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/mail/smtp: $(BUILD)/tests/mail/smtp.o
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $<

$(BUILD)/tests/tools/%: $(BUILD)/tests/tools/%.o $(BUILD)/libcore.a
	$(call say,link)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libcore.a -lzip $(LDLIBS)

# ---- packages: from the lists above, through the system's package manager ----

define install_packages
	@missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || printf '%s ' $$p; done); \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then run=; elif sudo -n true 2>/dev/null; then run=sudo; else \
	        echo "garner: packages are missing; run:  sudo apt-get install $$missing" >&2; exit 1; fi; \
	    echo "installing $$missing"; \
	    $$run apt-get update -q >/dev/null && \
	    $$run env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing >/dev/null; \
	fi
endef

deps:
	$(call install_packages,$(PACKAGES))
deps-test:
	$(call install_packages,$(PACKAGES) $(PACKAGES_TEST))
deps-check:
	$(call install_packages,$(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_CHECK))

# ---- the two commands ----

demo: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@sh config/demo/run.sh $(BUILD)/garner

test: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) all units fuzz-replay bad-plugins
	@BUILD=$(BUILD) sh tests/run.sh

units: $(UNITS) $(TOOLS) $(SERVER)
fuzz-replay: $(FUZZERS)
bad-plugins: $(BAD) $(foreach f,$(basename $(notdir $(wildcard tests/fault/*.c))),$(BUILD)/tests/fault/$(f).so)

# ---- slow checks, speed, installation ----

check: deps-check
	@sh tests/check.sh

soak: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) all bad-plugins $(SERVER)
	@BUILD=$(BUILD) tests/soak/soak.sh

bench: all $(TOOLS)
	@BUILD=$(BUILD) sh tests/bench/run.sh

bench-deps: deps-check
	@sh tests/bench/deps.sh

lint:
	@sh tests/lint.sh

install: all $(BUILD)/tests/server/serve
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/garner/plugins $(DESTDIR)$(PREFIX)/include/garner
	install -m 755 $(BUILD)/garner $(DESTDIR)$(PREFIX)/bin/garner
	install -m 644 include/garner/*.h $(DESTDIR)$(PREFIX)/include/garner/
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed -e 's|@PREFIX@|$(PREFIX)|' -e "s|@VERSION@|$$(sed -n 's/.*GARNER_VERSION "\(.*\)"/\1/p' core/version.h)|" config/garner.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/garner.pc
	install -m 755 $(BUILD)/tests/server/serve $(DESTDIR)$(PREFIX)/lib/garner/serve
	install -m 755 $(BUILD)/garner_net.so $(DESTDIR)$(PREFIX)/lib/garner/
	for p in $(PLUGINS); do \
	    install -d $(DESTDIR)$(PREFIX)/lib/garner/plugins/$$p && \
	    install -m 644 $(BUILD)/plugins/$$p/$$p.so $(DESTDIR)$(PREFIX)/lib/garner/plugins/$$p/ && \
	    if [ -d plugins/$$p/presets ]; then \
	        install -d $(DESTDIR)$(PREFIX)/lib/garner/plugins/$$p/presets && \
	        install -m 644 plugins/$$p/presets/*.yaml $(DESTDIR)$(PREFIX)/lib/garner/plugins/$$p/presets/; \
	    fi || exit 1; \
	done

clean:
	rm -rf build build-*

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
