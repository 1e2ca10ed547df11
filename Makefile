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
PKGS     := gmime-3.0 libconfig sqlite3 jansson icu-uc icu-i18n libical gnutls libseccomp \
            libcrypto libcurl gumbo
# Library headers count as system headers: our warnings are for our code.
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
# libetpan's own pkg-config line turns off PIE in Debian 12, so it is named by hand.
LIBS       = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -llinear -lm
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
TOOL_SRC := $(wildcard tests/tools/*.c)
TOOL_BIN := $(TOOL_SRC:tests/tools/%.c=$(BUILD)/tools/%)

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

$(BUILD)/%.o: %.c | $(BUILD)/schema_sql.h
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

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

.PHONY: unit clean help
unit: $(UNIT_BIN) $(PROGRAMS) ## the unit tests alone, without servers
	@set -e; for t in $(UNIT_BIN); do $$t; done

clean: ## removes what was built
	rm -rf build build-asan

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

-include $(LIB_OBJ:.o=.d) $(MAINS:%.c=$(BUILD)/%.d) $(UNIT_BIN:%=%.d) $(TOOL_BIN:%=%.d)
