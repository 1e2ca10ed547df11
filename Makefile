# madoguchi: build, tests, demo, installation. `make help` lists the targets.
#
# Needs GNU make. `make test` and `make demo` install what is missing (apt-get); plain `make`
# only builds, and says which packages it needs when one is missing.

BUILD    ?= build
PREFIX   ?= /usr/local
SYSCONF  ?= /etc/madoguchi
UNITDIR  ?= /usr/lib/systemd/system
DESTDIR  ?=
ifeq ($(origin CC),default)
CC       := gcc
endif
VERSION  := $(shell sed -n 's/^## \([0-9][^ ]*\).*/\1/p' CHANGELOG.md 2>/dev/null | head -n 1)

OPT      ?= -O2 -g
WARN     := -Wall -Wextra -Wconversion -Werror -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wformat=2 -Wvla
HARDEN   := -fstack-protector-strong -fstack-clash-protection -fPIE -fcf-protection \
            -D_FORTIFY_SOURCE=2 -Wl,-z,relro,-z,now
ifdef SANITIZE
HARDEN   := -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer -DMADOGUCHI_SANITIZED
endif
ifdef FUZZ
CC       := clang
HARDEN   := -fPIE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer -DMADOGUCHI_SANITIZED
endif
PKGS     := gmime-3.0 libconfig sqlite3 jansson icu-uc icu-i18n libical gnutls libseccomp \
            libcrypto libcurl gumbo libzstd libmicrohttpd
# Library headers count as system headers: our warnings are for our code.
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
# libetpan's own pkg-config line turns off PIE in Debian 12, so it is named by hand.
# Clp's names every library that Clp uses itself, down to BLAS; and only the command needs Clp.
LIBS       = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -lmecab -llinear -lm \
             -Wl,--push-state,--as-needed -lClp -Wl,--pop-state
CPPFLAGS += -D_GNU_SOURCE -DMADOGUCHI_VERSION='"$(VERSION)"' -DMADOGUCHI_PREFIX='"$(PREFIX)"' \
            -DMADOGUCHI_SYSCONF='"$(SYSCONF)"' -Idaemon -Ihandlers -I$(BUILD)
CFLAGS   += -std=c11 $(OPT) $(WARN) $(HARDEN)
LDFLAGS  += -pie $(HARDEN)

MAINS    := daemon/madoguchid.c daemon/madoguchi.c
LIB_SRC  := $(filter-out $(MAINS),$(wildcard daemon/*.c)) $(wildcard handlers/*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
LIB      := $(BUILD)/libmadoguchi.a
PROGRAMS := $(BUILD)/madoguchid $(BUILD)/madoguchi
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)
TRAIN_SRC := $(wildcard tests/tools/train*.c) tests/tools/net_train.c
TRAIN_OBJ := $(TRAIN_SRC:%.c=$(BUILD)/%.o)
TOOL_SRC := tests/tools/train.c $(filter-out $(TRAIN_SRC),$(wildcard tests/tools/*.c))
TOOL_BIN := $(TOOL_SRC:tests/tools/%.c=$(BUILD)/tools/%)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_BIN := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)

# V=1 shows the commands.
ifndef V
Q := @
SAY = @printf '  %-5s %s\n'
else
Q :=
SAY = @:
endif

.DELETE_ON_ERROR:
.PHONY: all
all: $(PROGRAMS)

$(BUILD)/%.o: %.c | $(BUILD)/schema_sql.h $(BUILD)/libraries
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libraries:
	@mkdir -p $(@D)
	@{ pkg-config --exists --print-errors $(PKGS) && \
	    printf '#include <mecab.h>\n#include <linear.h>\n#include <coin/Clp_C_Interface.h>\n' | $(CC) -E -x c - >/dev/null; } || \
	    { echo "A library is missing: 'make deps' installs what the build needs." >&2; exit 1; }
	@touch $@

$(BUILD)/schema_sql.h: daemon/schema.sql tests/tools/embed.sh
	@mkdir -p $(@D)
	$(Q)sh tests/tools/embed.sh schema_sql < $< > $@

$(BUILD)/daemon/store.o: $(BUILD)/schema_sql.h

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(SAY) AR $@
	$(Q)$(AR) rcs $@ $^

$(PROGRAMS): $(BUILD)/%: $(BUILD)/daemon/%.o $(LIB)
	$(SAY) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(LIB) $(LDFLAGS) $(LIBS) -lcmocka

$(BUILD)/tools/%: tests/tools/%.c $(LIB)
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LIB) $(LDFLAGS) $(LIBS)

# The network's runs go on beside each other; each gives the same, however many there are.
$(TRAIN_OBJ) $(BUILD)/tools/train: private CFLAGS += -O3 -fopenmp
$(BUILD)/tools/train: $(TRAIN_OBJ) $(LIB)
	@mkdir -p $(@D)
	$(SAY) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(TRAIN_OBJ) $(LIB) $(LIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LIB) $(LDFLAGS) -fsanitize=fuzzer $(LIBS)

# --- tests ---

PYTHON := /usr/bin/python3
YEAR   := $(sort $(wildcard tests/e2e/test_year*.py))
# Those that take longest come first; two on each processor, as most of their time they wait
# for a server.
SLOW   := $(addprefix tests/e2e/test_,ejabberd.py chat.py outage.py restart.py)
E2E    := $(SLOW) $(filter-out $(YEAR) $(SLOW),$(sort $(wildcard tests/e2e/test_*.py)))
BESIDE  = MADOGUCHI_BUILD=$(abspath $(BUILD)) xargs -P $$((2 * $$(nproc))) -n 1 \
          sh tests/tools/aside.sh $(BUILD)/e2e.lock $(PYTHON)

.PHONY: test demo unit handlers e2e check-asan deps
test: ## installs what is missing, builds, runs every test (under 10 minutes)
	@sh tests/tools/install-deps.sh build test
	@$(MAKE) --no-print-directory check-all

.PHONY: check-all
check-all: all
	@$(MAKE) --no-print-directory unit handlers e2e

demo: ## the whole job on private servers, shown step by step; KEEP=1 leaves it running
	@sh tests/tools/install-deps.sh build test
	@$(MAKE) --no-print-directory all
	@$(PYTHON) tests/demo/demo.py --build $(BUILD) $(if $(KEEP),--keep)

unit: $(UNIT_BIN) $(PROGRAMS) ## the unit tests alone, without servers
	@set -e; for t in $(UNIT_BIN); do $$t; done

handlers: $(PROGRAMS) ## what the desk does with each kind of message, by folders
	@MADOGUCHI_BUILD=$(abspath $(BUILD)) $(PYTHON) tests/handlers/run.py

e2e: $(PROGRAMS) $(BUILD)/tools/outgoing $(BUILD)/tools/take_chat $(BUILD)/tools/read_mail $(BUILD)/tools/fill_store ## end to end, with the real Dovecot, Exim and ejabberd
	@printf '%s\n' $(E2E) | $(BESIDE)

.PHONY: check-year
check-year: $(PROGRAMS) ## the programme's year, and a rough one of 400 cases, through the daemon; YEAR_SEED= plays another
	@printf '%s\n' $(YEAR) | $(BESIDE)

.PHONY: check-properties
check-properties: $(BUILD)/unit/test_properties $(BUILD)/unit/test_visit_worlds ## 100,000 random lists and cases, 20,000 courses of visits, played with every kind of event
	@sh tests/tools/properties.sh $(BUILD) $(SEED)

check-asan: ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@sh tests/tools/install-deps.sh build test
	@rm -rf build-asan/reports && mkdir -p build-asan/reports
	@ASAN_OPTIONS=log_path=$(abspath build-asan)/reports/report \
	    LSAN_OPTIONS=suppressions=$(abspath tests/tools/lsan.txt):print_suppressions=0 \
	    $(MAKE) --no-print-directory SANITIZE=1 BUILD=build-asan check-all
	@cat build-asan/reports/* 2>/dev/null; test -z "$$(ls build-asan/reports)"

fuzz: ## feeds the readers of foreign bytes with odd input, FUZZ_SECONDS each
	@sh tests/tools/install-deps.sh build fuzz
	@$(MAKE) --no-print-directory FUZZ=1 BUILD=build-fuzz fuzz-run

.PHONY: fuzz fuzz-run
fuzz-run: $(FUZZ_BIN)
	@sh tests/fuzz/run.sh $(BUILD) $(FUZZ_BIN)

deps: ## installs the packages for building, testing and checking
	@sh tests/tools/install-deps.sh build test lint fuzz

# --- model ---

CORPORA := $(sort $(wildcard tests/corpus/*.jsonl))

.PHONY: model check-model eval eval-dates
model: $(BUILD)/tools/train ## rebuilds conf/model.bin from the labelled messages, byte for byte
	@$(BUILD)/tools/train tests/corpus conf/model.bin conf/model.txt

check-model: $(BUILD)/tools/train ## that conf/model.bin is what its sources give
	@mkdir -p $(BUILD)/model
	@$(BUILD)/tools/train tests/corpus $(BUILD)/model/model.bin $(BUILD)/model/model.txt >/dev/null
	@cmp $(BUILD)/model/model.bin conf/model.bin || { \
	    echo "conf/model.bin is not what 'make model' makes of these sources." >&2; exit 1; }
	@echo "conf/model.bin is what its sources give"

eval: $(BUILD)/tools/train $(BUILD)/tools/evaluate ## how well the desk reads: tests/eval/REPORT.md
	@mkdir -p $(BUILD)/eval tests/eval
	@$(BUILD)/tools/train tests/corpus $(BUILD)/eval/model.bin $(BUILD)/eval/model.txt \
	    $(BUILD)/eval >/dev/null
	@$(BUILD)/tools/evaluate tests/corpus . $(BUILD)/eval tests/eval/REPORT.md

eval-dates: $(BUILD)/tools/eval_dates ## how well it reads their dates; FILES= names others
	@$(BUILD)/tools/eval_dates . $(or $(FILES),$(CORPORA) tests/corpus/dates/own.jsonl)

# --- checks ---

LINT_SRC := $(wildcard daemon/*.c daemon/*.h handlers/*.c handlers/*.h tests/unit/*.c \
            tests/unit/*.h tests/tools/*.c tests/tools/*.h tests/fuzz/*.c tests/fuzz/*.h)
TIDY     := $(patsubst %.c,$(BUILD)/lint/%.tidy,$(filter %.c,$(LINT_SRC)))

.PHONY: lint tidy format bench bench-read bench-match bench-batch bench-stats bench-year bench-event bench-hook growth
lint: $(PROGRAMS) ## format, include directions, documents, cppcheck, clang-tidy
	@sh tests/tools/install-deps.sh build test lint
	clang-format --dry-run --Werror $(LINT_SRC)
	sh tests/tools/includes.sh
	sh tests/tools/words.sh
	BUILD=$(BUILD) sh tests/tools/check-docs.sh
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability \
	    --inline-suppr --suppressions-list=tests/tools/cppcheck.txt \
	    --library=tests/tools/cppcheck.cfg \
	    -Idaemon -Ihandlers -I$(BUILD) daemon handlers
	@$(MAKE) --no-print-directory -k -j2 tidy

tidy: $(TIDY)

# A file is checked again when it, a header or the rules have changed.
$(BUILD)/lint/%.tidy: %.c .clang-tidy $(filter %.h,$(LINT_SRC)) $(BUILD)/schema_sql.h
	@mkdir -p $(@D)
	$(SAY) TIDY $<
	$(Q)clang-tidy --quiet --warnings-as-errors='*' $< -- $(CPPFLAGS) -Itests/unit -Itests/tools \
	    $(PKG_CFLAGS) -std=c11 > $@.out 2>&1 || { cat $@.out; exit 1; }
	@mv $@.out $@

format: ## formats the C sources
	clang-format -i $(LINT_SRC)

bench: ## speed and memory, beside a yardstick in the same run
	@sh tests/tools/install-deps.sh build test
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory bench-read
	@$(PYTHON) tests/bench/bench.py --build $(BUILD)

bench-read: $(PROGRAMS) $(BUILD)/tools/time_reading ## what reading a mail of 4 KB costs, beside MeCab alone
	@$(PYTHON) tests/bench/reading.py --build $(BUILD)

bench-match: $(PROGRAMS) $(BUILD)/tools/time_match ## what finding experts costs, beside a plain loop and SQLite; and bench-batch
	@$(PYTHON) tests/bench/match.py --build $(BUILD)
	@$(MAKE) --no-print-directory bench-batch

bench-batch: $(PROGRAMS) $(BUILD)/tools/time_batch ## what assigning 200 cases to 500 experts costs, beside glpsol
	@sh tests/tools/install-deps.sh build test
	@$(PYTHON) tests/bench/batch.py --build $(BUILD)

bench-hook: $(PROGRAMS) ## what a delivery costs, to its answer behind the commit, at 200 a second
	@$(PYTHON) tests/bench/hook.py --build $(BUILD)

bench-stats: $(PROGRAMS) $(BUILD)/tools/fill_store ## what the figures of ten years cost
	@$(PYTHON) tests/bench/stats.py --build $(BUILD)

bench-year: $(PROGRAMS) ## what a year of 400 cases costs, beside SQLite alone
	@$(PYTHON) tests/bench/year.py --build $(BUILD)

bench-event: $(BUILD)/tools/time_events $(BUILD)/tools/fill_store ## what one event costs, to its commit, beside SQLite alone
	@$(PYTHON) tests/bench/event.py --build $(BUILD)

growth: $(BUILD)/tools/read_mail ## how the cost of reading grows with a mail's size
	@$(PYTHON) tests/bench/growth.py --build $(BUILD)

# --- installation ---

.PHONY: install
install: all ## into DESTDIR, PREFIX
	install -D -m 755 $(BUILD)/madoguchid $(DESTDIR)$(PREFIX)/sbin/madoguchid
	install -D -m 755 $(BUILD)/madoguchi $(DESTDIR)$(PREFIX)/bin/madoguchi
	install -d $(DESTDIR)$(PREFIX)/share/madoguchi $(DESTDIR)$(SYSCONF)
	cp -R templates conf $(DESTDIR)$(PREFIX)/share/madoguchi/
	test -e $(DESTDIR)$(SYSCONF)/madoguchi.conf || \
	    install -m 640 conf/madoguchi.conf $(DESTDIR)$(SYSCONF)/madoguchi.conf
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 man/*.8 $(DESTDIR)$(PREFIX)/share/man/man8/
	install -D -m 644 systemd/madoguchi.sysusers $(DESTDIR)/usr/lib/sysusers.d/madoguchi.conf
	install -D -m 644 systemd/madoguchi.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/madoguchi.conf
	install -d $(DESTDIR)$(UNITDIR)
	sed 's,@PREFIX@,$(PREFIX),g; s,@SYSCONF@,$(SYSCONF),g' systemd/madoguchi.service \
	    > $(DESTDIR)$(UNITDIR)/madoguchi.service

.PHONY: deb
deb: ## a Debian package in build/
	@sh tests/tools/install-deps.sh build deb
	@rm -rf build/deb/root
	@$(MAKE) --no-print-directory BUILD=build/deb PREFIX=/usr SYSCONF=/etc/madoguchi all
	@$(MAKE) --no-print-directory -s BUILD=build/deb PREFIX=/usr SYSCONF=/etc/madoguchi \
	    UNITDIR=/usr/lib/systemd/system DESTDIR=build/deb/root install
	@sh tests/tools/make-deb.sh $(VERSION) build/deb/root build

.PHONY: clean help
clean: ## removes what was built
	rm -rf build build-asan build-fuzz

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

-include $(LIB_OBJ:.o=.d) $(MAINS:%.c=$(BUILD)/%.d) $(UNIT_BIN:%=%.d) $(TOOL_BIN:%=%.d) $(TRAIN_OBJ:.o=.d) $(FUZZ_BIN:%=%.d)
