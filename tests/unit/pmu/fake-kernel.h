/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stand-in for Linux's KVM, as far as a vCPU's PMU is concerned: a state
 * machine that follows the interface's description, not its user.
 *
 * Modelled: has, set and their errnos in the order in which Linux checks;
 * that the number of counters is the VM's; that PMCR_EL0.N is one more way
 * to set it, at times ignored; that a PMU may have to be selected, which sets
 * the number. Not modelled: event filters, nested virtualization.
 */

#ifndef PMU_FAKE_KERNEL_H
#define PMU_FAKE_KERNEL_H

#include "qapi/error.h"
#include "pmu/view/kvm-partition.h"

/* The attributes of a vCPU's PMU, by their numbers */
enum { FAKE_IRQ, FAKE_INIT, FAKE_FILTER, FAKE_SET_PMU, FAKE_SET_NR_COUNTERS,
       FAKE_5, FAKE_ATTRS };

/* What number 5 is to this kernel */
typedef enum FakeFive {
    FAKE_NOTHING,
    FAKE_ENABLE_PARTITION,
    FAKE_FIXED_COUNTERS_ONLY,
} FakeFive;

/* How PMCR_EL0.N is written through KVM_SET_ONE_REG */
typedef enum FakePMCR {
    FAKE_PER_VCPU,      /* before 6.7: a plain register, until reset */
    FAKE_PER_VM,        /* since 6.7 */
} FakePMCR;

/**
 * FakeKernel: a kernel and the host it runs on
 * @counters: the host's event counters
 * @set_nr_counters: has that attribute (6.16)
 * @nvhe: does not run at EL2
 * @reserved: arm_pmuv3.reserved_host_counters, -1 by default
 * @strict: has the vCPU feature STRICT (7.3): a VM with it has no PMU until
 *     one is selected
 * @takes_clears: a register that clears, loaded, is a guest's write (6.12)
 * @gives: if not 0, what SET_NR_COUNTERS sets, whatever it was asked for
 * @has_errno, @set_errno: if not 0, what has or set fails with
 * @get_errno, @reg_errno, @reset_errno, @create_errno: likewise for registers,
 *     reset and scratch VM
 */
typedef struct FakeKernel {
    unsigned counters;
    bool set_nr_counters;
    FakePMCR pmcr;
    FakeFive five;
    bool nvhe;
    int reserved;
    bool strict;
    bool takes_clears;
    unsigned gives;
    int has_errno[FAKE_ATTRS], set_errno[FAKE_ATTRS];
    int get_errno, reg_errno, reset_errno, create_errno;
} FakeKernel;

/* Kernels that exist or are expected, on a host of six counters */
extern const FakeKernel fake_6_6, fake_6_12, fake_7_2, fake_7_3, fake_v8,
    fake_reserved;

/* The host's PMU, and its perf type */
#define FAKE_PMU "armv8_pmuv3_0"
#define FAKE_PMU_TYPE 8

/* A vCPU of the machine's VM; a higher number is one plugged later. */
#define FAKE_VCPU 10

/**
 * fake_boot: run on @kernel from now on, with an empty log, no scratch VM,
 * and a fresh VM that has two vCPUs
 */
void fake_boot(const FakeKernel *kernel);

/* The machine's vCPUs have the feature STRICT. */
void fake_be_strict(void);

/* The VM's vGIC is initialised. */
void fake_vgic_ready(void);

/* The machine's VM runs. */
void fake_run(void);

/* KVM_ARM_VCPU_INIT of a vCPU of the machine's VM, as at a reset */
void fake_reset(int vcpu);

/* Something else owns the interrupt that this vCPU's PMU will have. */
void fake_own_irq(int vcpu);

/* A stream brings this PMCR_EL0.N. */
void fake_load(int vcpu, unsigned counters);

/**
 * fake_load_all: a stream brings all of these registers, in this order
 *
 * A kernel that takes_clears has what is written to PMCNTENCLR_EL0 and its
 * like clear the bits of PMCNTENSET_EL0; else both are the same register.
 */
void fake_load_all(int vcpu, const PMUStream *stream);

/* Whatever the reason, a register has this value from now on. */
void fake_put(int vcpu, uint64_t id, uint64_t value);

/* What a guest would read in PMCR_EL0.N on this vCPU */
unsigned fake_guest_counters(int vcpu);

/* Does the guest have hardware counters? */
bool fake_is_partitioned(void);

/* Scratch VMs that were not given back */
int fake_scratch_left(void);

/**
 * fake_log: the calls since the last question, in words: "has 5, set 5 1,
 * get, ..."; to be freed
 */
char *fake_log(void);

/* The calls that reach it */
extern const PMUKernel fake_kernel;

#endif
