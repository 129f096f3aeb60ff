# SPDX-License-Identifier: GPL-2.0-or-later
#
# A thin front: each target is a script or two of scripts/. Variables that
# they take: BUILD (build), QEMU (10.0, 10.2, or next), QEMU_SRC (Debian's
# package; next needs one),
# DEVICES=all, JOBS, DESTDIR, PREFIX.

.DEFAULT_GOAL := help
.PHONY: help demo check check-list build stock fuzz clean \
	check-rules check-sanitizers check-threads check-series docs series \
	install dist bench lab libvirt demo-hypervisor qemu check-qemu \
	deb-source deb check-deb check-deb-kvm

help:       ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

demo: build ## the main job: install what it needs, build QEMU, run guests that own N counters
	@scripts/fetch-linux arm64
	@scripts/fetch-perf
	@scripts/demo

check:      ## all tests but those of check-qemu and check-deb, or those of SUITE=lab, or TEST=irq; builds what they need
	@scripts/check

check-list: ## the names of all tests, or of SUITE=lab
	@scripts/check --list

qemu:       ## QEMU with the PMU partition to use and to install: build/full
	@scripts/deps full
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/build-full

build:      ## a small one for the tests, no disk, no network: build/qemu-system-aarch64
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/build-qemu ours

stock:      ## the same QEMU without it, to compare: build/stock/qemu-system-aarch64
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/build-qemu stock

check-rules: build stock ## the matrix of rules and results; PAGE=1 writes it into docs/specs
	@scripts/check-rules $(if $(PAGE),--page,--run)

check-sanitizers: ## every guest and STEPS=1000000 random accesses, QEMU with ASan and UBSan
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/check-sanitizers $(STEPS)

check-threads: ## several vCPUs that count, QEMU with ThreadSanitizer
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/build-qemu threads
	@scripts/check-stress --threads

bench: build stock ## times, as ratios against stock and against a CPU without PMU
	@scripts/fetch-linux arm64
	@scripts/bench

SECONDS ?= 60
fuzz: build ## fuzz the pure model for SECONDS=60, and register accesses for STEPS=10000000
	@scripts/fuzz $(SECONDS)
	@scripts/fuzz-access $(or $(STEPS),10000000)

demo-hypervisor: build ## a bare-metal hypervisor that partitions the PMU, and its timeline: build/hypervisor.svg
	@scripts/demo-hypervisor
	@scripts/hypervisor-timeline

libvirt: build stock ## libvirt with the domain XML option, its tests, and guests that it runs
	@scripts/libvirt fetch
	@scripts/apply libvirt
	@scripts/libvirt build
	@scripts/libvirt check
	@scripts/libvirt run

docs:       ## the manual: build/docs/index.html
	@scripts/deps
	@scripts/docs

series:     ## the work as patches for git am, for QEMU=10.0 or 10.2: build/series
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/series
	@scripts/libvirt fetch
	@scripts/apply libvirt
	@scripts/series libvirt

check-series: ## build every commit of the series, for each QEMU
	@scripts/deps
	@scripts/check-series --build

install:    ## what `make qemu` built, below DESTDIR and PREFIX=/usr/local
	@scripts/install

check-qemu: build qemu ## what `make install` installs, and that it has what users need
	@scripts/check-qemu

deb:        ## Debian packages: build/deb; DEB_HOST=arm64 for that, from amd64
	@scripts/deps deb
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/deb

check-deb: deb ## install, run and purge them in a Debian of its own; not part of check
	@scripts/check-deb

check-deb-kvm: build ## run the arm64 packages on a real KVM, inside TCG; not part of check
	@scripts/deps deb
	@DEB_HOST=arm64 scripts/deb
	@scripts/check-deb-kvm

deb-source: ## Debian's source package with the work in it: build/deb
	@scripts/deps
	@scripts/fetch-qemu
	@scripts/apply
	@scripts/deb-source

dist:       ## the committed tree as a tarball: build/dist
	@scripts/dist

lab: build  ## the KVM side on a real KVM, inside TCG; LAB_KERNEL=FILE or LAB_LINUX=DIR for a kernel of your own
	@scripts/lab

clean:      ## remove build/, downloads included
	@if [ -d $(or $(BUILD),build)/root ] && [ "$$(id -u)" != 0 ]; then \
		sudo rm -rf $(or $(BUILD),build)/root; fi
	rm -rf $(or $(BUILD),build)
