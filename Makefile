# The two commands, and a few more. Meson does the work; this file only finds what is missing.
BUILD       := build
CHECK_BUILD := build-check
PREFIX      ?= /usr/local

.PHONY: all demo check check-all bench install deps clean

all: $(BUILD)/build.ninja
	ninja -C $(BUILD)

# Builds, loads real figures and prints one leader's page; everything lands in build/demo. When a
# person is at the terminal, the demonstration is then served to a browser until Ctrl-C.
demo: deps $(BUILD)/build.ninja
	ninja -C $(BUILD) src/main/duibiao
	rm -rf $(BUILD)/demo
	$(BUILD)/src/main/duibiao demo --accounts $(BUILD)/demo
	@if [ -t 0 ] && [ -t 1 ]; then exec $(BUILD)/src/main/duibiao -w $(BUILD)/demo/jiaozuo.duibiao serve; fi

# What every change must pass: layers, unit tests, stories, the manual's examples, inputs that must
# fail and a short fuzz run, under the address and undefined-behaviour sanitizers.
check: deps $(CHECK_BUILD)/build.ninja
	tools/check.sh $(CHECK_BUILD)

# What takes longer: clang, the thread sanitizer, valgrind, long fuzzing, many kills.
check-all: check
	tools/check-all.sh

bench: all
	ninja -C $(BUILD) bench

install: all
	meson install -C $(BUILD) --no-rebuild

deps:
	tools/install-deps.sh

$(BUILD)/build.ninja: | deps
	meson setup $(BUILD) --buildtype=release --prefix=$(PREFIX) >/dev/null

$(CHECK_BUILD)/build.ninja: | deps
	meson setup $(CHECK_BUILD) -Db_sanitize=address,undefined -Db_lundef=false >/dev/null

clean:
	rm -rf $(BUILD) $(CHECK_BUILD) build-*
