/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reference hypervisor that partitions the PMU by MDCR_EL2.HPMN. This
 * header is the contract between its parts:
 *
 *   host.c        the host kernel: its counters, its interrupts, KVM_RUN
 *   vmm.c         the host's user space at EL0: it asks for KVM_RUN
 *   vcpu.c        vcpu_load(), vcpu_put(), and what exits ask for
 *   switch.c      the PMU's part: each step of the sequences, once
 *   switch-vhe.c  where VHE takes these steps: at load and put
 *   switch-nvhe.c where nVHE takes them: at each entry and exit
 *   switch-newer.c what FEAT_PMUv3p9 and its extensions add
 *   vgic.c        GICv3: the host's interrupts, and a vCPU's
 *   guest.c       what runs at EL1 and EL0
 *   steps.c       names and rules of the steps, any of which can be left out
 *   report.c      what was expected and what came
 *
 * After Linux's arm64 KVM in its vocabulary; no code is taken from there.
 * Not modelled: stage 2, timers, SMP. All share one address space, MMU off.
 */
#ifndef PMU_HYPERVISOR_H
#define PMU_HYPERVISOR_H

#include "../pmu/lib/guest.h"

/* --- steps.c --- */

/*
 * Every step of the sequences whose lack does harm here. Names and rules of the
 * steps are those of step_infos[], in this order.
 */
enum step {
    STEP_HPMN, STEP_HPME, STEP_HLP, STEP_HPMD, STEP_HCCD, STEP_FGT,
    STEP_EXCLUDE_GUEST, STEP_RESTORE, STEP_PMCR_P, STEP_OVERFLOW,
    STEP_STOP, STEP_HOST_PMCR, STEP_HOST_PMUSERENR, STEP_HOST_PMSELR,
    STEP_FGT_BACK, STEP_HPMN_BACK, STEP_PMOVS, STEP_PMOVS_CLEAR,
    STEP_PMUACR, STEP_HOST_PMUACR, STEP_ICNTR, STEP_SNAPSHOT,
    STEPS
};

/**
 * struct step_info - one step
 * @name: what is missing if it is left out
 * @rule: the rule that needs it, of the list in docs/specs
 * @vhe, @nvhe: which of the two sequences has it
 * @host, @guest: event counters that it takes to see the harm
 * @exact: and INST_RETIRED or CPU_CYCLES, under -icount shift=N
 * @version: the PMU that it is for; @icntr, @snapshot: and the extension
 */
struct step_info {
    const char *name, *rule;
    bool vhe, nvhe, exact, icntr, snapshot;
    unsigned host, guest, version;
};
extern const struct step_info step_infos[STEPS];

/* The step that the running variant leaves out; STEPS if none */
extern enum step left_out;

static inline bool does(enum step step)
{
    return step != left_out;
}

/* --- report.c --- */

/*
 * What should have been counted or taken, and what was; @odd of the samples
 * that make it up differed, whatever the sums say.
 */
struct tally {
    uint64_t expected, actual;
    unsigned odd;
};

/**
 * expect() - compare; a difference is a failure of @rule in this run
 * @format: what @got is
 */
void expect(const char *rule, uint64_t got, uint64_t want,
            const char *format, ...) PRINTF(4, 5);

/* tally_add() - add a sample to a tally: what was counted, what should be */
void tally_add(struct tally *tally, uint64_t count, uint64_t want);

/**
 * tally_window() - add a WINDOW() to a tally
 * @count: what was counted
 * @each: what an instruction should add; 0 if that is not exact here
 */
void tally_window(struct tally *tally, const char *who, uint64_t count,
                  unsigned each);

/* --- host.c --- */

enum { RANGE_GUEST, RANGE_HOST, RANGES };

/**
 * struct host_pmu - the host's PMU driver
 * @cntr_mask: event counters that it may use: those that are reserved
 * @hpmn_max: the largest HPMN that a guest may have
 * @insn_ns: nanoseconds an instruction takes; 0 if INST_RETIRED or time is
 *   not exact, which they are only under -icount shift=N
 */
extern struct host_pmu {
    uint32_t cntr_mask;
    unsigned hpmn_max;
    uint64_t insn_ns;
} host_pmu;

/**
 * struct host_counts - one run's results on the host's side
 * @swinc: SW_INCR, counted at every Exception level
 * @user, @kernel: INST_RETIRED of either, without guests
 * @irqs: overflows of @swinc
 * @traps: of user space's accesses, with no vCPU loaded
 * @stray: interrupts that are neither the vCPU's nor the host's
 * @fine_traps: of the EL1 host's own accesses, by HDFGxTR_EL2
 * @ranges: interrupts by range of the counter that caused them
 * @outside, @inside: user space's access to @swinc's counter without and
 *   with a vCPU loaded: trap_seen() of it, and its @value, which should be
 *   @want; the @number that PMCR_EL0.N reads as, which should be @hpmn;
 *   the @cycles that PMCCNTR gained there, which only a loaded vCPU's may
 */
extern struct host_counts {
    struct tally swinc, user, kernel, irqs, stray, traps, fine_traps;
    unsigned ranges[RANGES];
    struct access {
        uint64_t trap, value, want, number, hpmn, cycles;
    } outside, inside;
} host_counts;

/**
 * pmu_partition() - reserve event counters for the host; once, at boot
 * @reserved: how many, of reserved_host_counters
 *
 * Return: NULL, or what is wrong with @reserved.
 */
const char *pmu_partition(unsigned reserved);

/* The host's events, in the order in which they get counters */
enum host_event { HOST_SWINC, HOST_USER, HOST_KERNEL };

/* host_counter() - the counter of an event; -1 if too few are reserved */
int host_counter(enum host_event event);

/* host_start(), host_stop() - program the host's events; collect them */
void host_start(void);
void host_stop(void);

/* host_exclude_el0() - count no user space, as the guest's would count */
void host_exclude_el0(bool exclude);

/* host_swinc() - let the host's SW_INCR event occur once, here */
void host_swinc(void);

/* host_interrupt() - the PMU's interrupt, at the host's Exception level */
void host_interrupt(void);

/* host_swinc_value() - what its counter should hold now */
uint64_t host_swinc_value(void);

/* What user space asks of the kernel by SVC */
enum { SYS_KVM_RUN = 1, SYS_VCPU_LOAD, SYS_VCPU_PUT };
void host_syscall(unsigned number);

/* --- vmm.c --- */

uint64_t vmm_main(uint64_t cycles, uint64_t unused);

/* --- guest.c --- */

/**
 * struct guest - what a guest's vCPU knows and finds out
 * @hpmn, @insn_ns: what it was told of its PMU and of time
 * @start, @since: what SW_INCR's counter was set to, increments since
 * @irqs: overflows of counters that interrupt
 * @spurious: interrupts with no such overflow, or with another's
 */
struct guest {
    const char *name;
    unsigned hpmn, id, work, undefs, insn_ns;
    bool booted;
    uint64_t start;
    unsigned since;
    struct tally swinc, inst, cycles, irqs, spurious;
};

/* Increments of SW_INCR until it overflows, for guests and host */
#define PERIOD 97

/* Those of these flags that interrupt: a guest uses counters 0 and 1. */
static inline unsigned guest_overflows(uint32_t flags)
{
    return (flags & 1) + (flags >> 1 & 1);
}

/* guest_user() - where a vCPU starts, at EL0 */
void guest_user(struct guest *g);

/* The guest's exceptions and interrupts, at EL1 */
bool guest_exception(struct frame *frame);
void guest_interrupt(void);

enum { HVC_YIELD = 1, HVC_RUN };

/* --- vcpu.c --- */

/**
 * struct vcpu_pmu - a vCPU's PMU, of which the hardware has a part
 * @pmcr: as the guest wrote it; its writes are trapped
 * @ovs: overflow flags for the hardware, while not loaded
 * @pending: flags that interrupted and that the host has taken over
 */
struct vcpu_pmu {
    uint64_t evcntr[31], ccntr, pmcr;
    uint32_t evtyper[31], ccfiltr, cnten, inten, ovs, pending;
    uint32_t selr, userenr, uacr;
};

#define VCPU_STACK 4096

struct vcpu {
    struct frame frame;
    struct el1 {
        uint64_t sp_el0, sp_el1, elr, spsr, esr, vbar, tpidr;
    } el1;
    struct vcpu_pmu pmu;
    unsigned hpmn;
    uint64_t lr;
    struct guest guest;
    _Alignas(16) char user_stack[VCPU_STACK], kernel_stack[VCPU_STACK];
};

#define GUESTS 2
#define VCPUS 4     /* two of each guest: A0 B0 A1 B1 */
extern struct vcpu vcpus[VCPUS];

/* The vCPU between load and put, and the one that runs now; or NULL */
extern struct vcpu *loaded, *running;

enum exit { EXIT_TRAP, EXIT_IRQ };

void vcpu_init(struct vcpu *v, const char *name, unsigned id, unsigned hpmn);

/* vcpu_load(), vcpu_put() - with the host's interrupts masked */
void vcpu_load(struct vcpu *v);
void vcpu_put(struct vcpu *v);

/**
 * vcpu_handle_exit() - do what the guest's trap asks for
 *
 * Return: whether the guest yields the CPU.
 */
bool vcpu_handle_exit(struct vcpu *v, enum exit exit);

/* world_switch() - run the guest until it exits; at EL2 */
enum exit world_switch(struct vcpu *v);

/* vcpu_exit() - the exception that ends it */
void vcpu_exit(struct frame *frame, enum exit exit);

uint64_t guest_enter(const struct frame *frame);
void guest_leave(uint64_t value);

/* --- switch.c --- */

/* The counters that are the vCPU's while it is loaded (R6: PMCCNTR too) */
uint32_t vcpu_mask(const struct vcpu *v);

/* Values, events and flags of the guest's counters; nothing counts */
void pmu_restore(struct vcpu *v);
void pmu_save(struct vcpu *v);

/**
 * pmu_activate() - the partition and the guest's controls take effect
 * @host: what MDCR_EL2 says of the host's counters
 */
void pmu_activate(struct vcpu *v, uint64_t host);

/* pmu_deactivate() - and cease to; the host has all counters again */
void pmu_deactivate(struct vcpu *v);

/*
 * pmu_guest_overflow() - take over those of the guest's flags that interrupt;
 * returns whether there were any
 */
bool pmu_guest_overflow(struct vcpu *v);

/* pmu_virtual_level() - of the interrupt that the guest sees */
bool pmu_virtual_level(const struct vcpu *v);

/* Accesses to PMU registers, MDCR_EL2 and HDFGxTR_EL2 that are counted */
uint64_t pmu_read(unsigned reg);
void pmu_write(unsigned reg, uint64_t value);
#define pmu_write_el2(name, value) \
    (cost->writes[cost_phase]++, write_sysreg(name, value))

enum { COST_LOAD_PUT, COST_EXIT, COST_REST, COSTS };

/**
 * struct cost - what a mode's switches took
 * @reads, @writes: register accesses, at load and put, at entry and exit
 */
struct cost {
    uint64_t reads[COSTS], writes[COSTS], loads, exits, exceptions;
};
extern struct cost *cost;
extern unsigned cost_phase;

/* --- switch-newer.c --- */

/* newer_start() - the host may use all registers */
void newer_start(void);

/* Of pmu_activate() and pmu_deactivate() */
void newer_activate(struct vcpu *v);
void newer_deactivate(struct vcpu *v);

/* --- switch-vhe.c, switch-nvhe.c --- */

/**
 * struct mode - where the host runs, and when the PMU is switched
 * @host_el: the Exception level of the host kernel
 * @vmm: the regime of its user space
 * @hcr_host, @hcr_guest: HCR_EL2
 * @run: enter the guest, from the host kernel; return at its exit
 */
struct mode {
    const char *name;
    unsigned host_el;
    enum regime vmm;
    uint64_t hcr_host, hcr_guest;
    bool vhe;
    void (*load)(struct vcpu *v);
    void (*put)(struct vcpu *v);
    enum exit (*run)(struct vcpu *v);
};
extern const struct mode mode_vhe, mode_nvhe;
extern const struct mode *mode;

/* nvhe_hypercall() - the stub at EL2 of nVHE: HVC_RUN */
enum exit nvhe_hypercall(struct vcpu *v);

/*
 * nvhe_host_trap() - was the EL1 host trapped by what is for guests? Then
 * count that, and let it try again without.
 */
bool nvhe_host_trap(void);

/* --- vgic.c --- */

void vgic_init(void);
unsigned vgic_acknowledge(void);
void vgic_end(unsigned intid);
void vgic_flush(struct vcpu *v);
void vgic_sync(struct vcpu *v);

/* irq_window() - let the host take the interrupts that are pending */
void irq_window(void);

#define PMU_INTID 23
#define GIC_NONE  1023    /* the line fell before it was acknowledged */

/* --- a piece of code whose instructions are known in number --- */

#define WINDOW_TURNS 16
#define WINDOW_INSNS (2 * WINDOW_TURNS + 2)

/*
 * Read @counter, do @call #@number with x0 as its argument and value, spin,
 * read @counter again: WINDOW_INSNS instructions from read to read.
 */
#define WINDOW(counter, call, number, value) ({                     \
    register uint64_t x0_ asm("x0") = (uintptr_t)(value);           \
    uint64_t first_, last_, turns_ = WINDOW_TURNS;                  \
    asm volatile("mrs %1, " counter "\n\t" call " %4\n"             \
                 "1:\tsubs %3, %3, #1\n\t"                          \
                 "b.ne 1b\n\t"                                      \
                 "mrs %2, " counter                                 \
                 : "+r"(x0_), "=&r"(first_), "=&r"(last_),          \
                   "+r"(turns_) : "i"(number) : "memory", "cc");    \
    (value) = (typeof(value))x0_;                                   \
    last_ - first_;                                                 \
})

/* --- results, report.c --- */

/**
 * struct result - a run of one variant of the hypervisor
 * @guests: both vCPUs of each guest together
 * @failures: one for each rule and kind; @failed of them. @what differed
 *   at first; @counts if that is a number of events
 */
struct result {
    struct guest guests[GUESTS];
    struct host_counts host;
    struct cost cost;
    unsigned failed;
    struct failure {
        const char *rule;
        bool counts;
        unsigned times;
        char what[32], got[24], want[24];
    } failures[16];
};

/* The result of the run that goes on; expect() adds to it */
extern struct result *result;

/* judge() - compare all tallies of @result, at the end of a run */
void judge(void);

void report_counts(const struct result *r, unsigned cycles);
void report_access(const struct result *r);
void report_costs(const struct result *vhe, const struct result *nvhe);
void report_failures(const struct result *r);

/* report_verdict() - the last line; @noticed: no variant went unnoticed */
void report_verdict(const struct result *vhe, const struct result *nvhe,
                    bool noticed);

/* step_shows() - whether there are the counters to see what @step is for */
bool step_shows(enum step step);

/* report_variant() - what gave @step's lack away, in each mode that has it */
bool report_variant(enum step step, const struct result *vhe,
                    const struct result *nvhe);

#endif
