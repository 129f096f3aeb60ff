/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bare-metal PMU guests share: console, TAP, regimes, exceptions, the
 * PMU's registers, the interrupt controller. This header is the contract.
 *
 * A guest starts at the highest Exception level of its machine, its *home*,
 * with MMU, caches and interrupts off. It writes `int main(void)`, which
 * runs at home and goes to other regimes with run_at(). Everything here
 * works on any CPU of the virt board with GICv2; what a machine lacks is
 * found out, never assumed (struct cpu). On a CPU without a PMU a guest is
 * skipped, unless it is given -append pmu=0.
 *
 * A guest may also be built for AArch32, with lib32 in place of the files
 * of lib that are AArch64's: home is Monitor, Hyp or Supervisor mode then.
 *
 * R1 to R60, in test lines and comments, are the rules of rules.txt.
 */
#ifndef PMU_GUEST_H
#define PMU_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sysreg.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF(text, first) __attribute__((format(printf, text, first)))

/* --- AArch64 system registers; those of the PMU are reg_read()'s --- */

#define SYSREG_NAME_(name) #name
#define SYSREG_NAME(name) SYSREG_NAME_(name)

#define read_sysreg(name) ({                                        \
    uint64_t value_;                                                \
    asm volatile("mrs %0, " SYSREG_NAME(name)                       \
                 : "=r"(value_) : : "memory");                      \
    value_;                                                         \
})

#define write_sysreg(name, value) ({                                \
    uint64_t value_ = (value);                                      \
    asm volatile("msr " SYSREG_NAME(name) ", %x0\n\tisb"            \
                 : : "rZ"(value_) : "memory");                      \
})

int main(void);

/* --- console.c --- */

/**
 * print() - write to the serial port
 * @format: %s %c %u %d %x and %lu %ld %lx, no widths; l is for 64 bits
 */
void print(const char *format, ...) PRINTF(1, 2);

/**
 * format_text() - as print(), to memory; never writes more than @size bytes
 */
void format_text(char *text, size_t size, const char *format,
                 __builtin_va_list args);

/**
 * console_byte() - wait for a byte on the serial port; touches no PMU register
 */
unsigned console_byte(void);

/* console_pending() - one is there */
bool console_pending(void);

/**
 * guest_exit() - end QEMU with @status, by semihosting
 */
void guest_exit(unsigned status) __attribute__((noreturn));

/**
 * guest_option() - a number given to the guest with QEMU's -append
 * @name: option as it is written, with its '=': "hpmn="
 * @otherwise: what to return if the option is not there
 */
unsigned guest_option(const char *name, unsigned otherwise);

/**
 * guest_option_text() - the same as text, with all that follows it
 *
 * Return: NULL if the option is not there.
 */
const char *guest_option_text(const char *name);

/* --- tap.c: one line of TAP is one test --- */

/**
 * test_begin() - open a test; its name starts with the rule: "R16 ..."
 */
void test_begin(const char *format, ...) PRINTF(1, 2);

/**
 * test_expect() - compare within the open test
 * @format: what @got is; printed with both values if they differ
 *
 * Return: whether they are equal.
 */
bool test_expect(uint64_t got, uint64_t want, const char *format, ...)
    PRINTF(3, 4);

/**
 * test_end() - print the open test's line: "ok" if every comparison held
 * and no exception is left unclaimed (see trap_seen())
 */
void test_end(void);

/**
 * test_skip() - print the open test's line as skipped, with the reason
 */
void test_skip(const char *why);

/**
 * test_skip_all() - nothing of this guest can run here; does not return
 */
void test_skip_all(const char *why) __attribute__((noreturn));

/**
 * bail_out() - something is broken beyond testing; does not return
 */
void bail_out(const char *format, ...) PRINTF(1, 2)
    __attribute__((noreturn));

/* Print the plan and leave with status 0 if all tests were ok, else 1. */
void test_finish(void) __attribute__((noreturn));

/* --- cpu.c --- */

/**
 * struct cpu - what this machine has
 * @home: its highest Exception level, at which main() runs
 * @counters: N_impl, from PMCR_EL0.N at home
 * @version: ID_AA64DFR0_EL1.PMUVer; 6 is PMUv3p5, 0 no PMU; 1 for PMUv2
 * @id_hpmn0: ID_AA64DFR0_EL1.HPMN0 or ID_DFR1.HPMN0; @hpmn0: FEAT_HPMN0
 * @counter_bits, @cycle_bits: what reg_read() shows of an event counter and
 * of PMCCNTR
 * @a32: home and all below are AArch32
 * @v2: PMUv2, of Armv7: PMCCNTR has 32 bits, and there are no PMCR.LC, no
 * PMEVCNTR<n>, PMEVTYPER<n> and PMCCFILTR but through PMSELR, no SDCR
 * @sder: SDER or SDER32_EL3 is there
 * @reset_pmcr, @reset_mdcr_el2, @reset_mdcr_el3, @reset_pmsscr, @reset_irq: as
 * found at start; MDCR_EL3 and PMSSCR by AArch64 only, the interrupt's level
 * with GICv2
 * @reset_gain: what PMCCNTR gained then, before anything was written
 */
struct cpu {
    unsigned home;
    unsigned counters;
    unsigned version;
    unsigned id_hpmn0;
    uint64_t counter_bits, cycle_bits;
    bool el2, el3, vhe, sel2, fgt, fgt2, icntr, snapshot, hpmn0, rme, a32, v2,
         sder;
    uint64_t reset_pmcr, reset_mdcr_el2, reset_mdcr_el3, reset_pmsscr;
    uint64_t reset_gain;
    bool reset_irq;
};
extern struct cpu cpu;

enum { PMUV3P1 = 4, PMUV3P4 = 5, PMUV3P5 = 6, PMUV3P7 = 7, PMUV3P9 = 9 };

/* cpu_init() - fill @cpu and bring the control registers to a known state */
void cpu_init(unsigned home);

/*
 * regime_default() - SCR_EL3 and HCR_EL2 as they are between two run_at():
 * Non-secure, TGE clear, E2H clear but for what hcr_el2_extra adds. With
 * E2H there, EL1 and EL0 are those of a guest of a VHE hypervisor.
 * SCR_EL3.FGTEn2 is set unless @scr_el3_without has it.
 */
void regime_default(void);
extern uint64_t hcr_el2_extra, scr_el3_without;

/**
 * now_ns() - the virtual counter in nanoseconds; EL1 and above
 */
uint64_t now_ns(void);

/* clock_step() - what now_ns() goes on by, at least */
uint64_t clock_step(void);

/**
 * spin() - @loops turns of a two-instruction loop; also a guest_fn
 */
uint64_t spin(uint64_t loops, uint64_t unused);

/* --- regime.c: go to another Exception level and security state --- */

/*
 * What filters, prohibitions and access depend on. EL3_S is EL3 with
 * SCR_EL3.NS = 0, thus with EL2 disabled. SEL1 and SEL0 run without EL2
 * (SCR_EL3.EEL2 = 0), SEL1_EEL2 and SEL0_EEL2 under Secure EL2. EL2_HOST
 * and EL0_HOST run with HCR_EL2.{E2H,TGE} = {1,1}.
 */
enum regime {
    EL3, EL3_S, EL2, EL2_HOST, EL1, EL0, EL0_HOST,
    SEL2, SEL1, SEL0, SEL1_EEL2, SEL0_EEL2,
    REGIMES
};

#define for_each_regime(r) \
    for (r = regime_next(0); r < REGIMES; r = regime_next(r + 1))

/* regime_next() - the first regime from @from on that this machine has */
enum regime regime_next(unsigned from);
bool regime_exists(enum regime r);
const char *regime_name(enum regime r);
unsigned regime_el(enum regime r);
bool regime_secure(enum regime r);
bool regime_host(enum regime r);
bool regime_eel2(enum regime r);

/* EL2Enabled() of the Arm ARM */
bool regime_el2_enabled(enum regime r);

/* EL1 or EL0 with an EL2 above it that is enabled: its HPMN divides */
bool regime_beneath_el2(enum regime r);

/* The Exception level that takes an UNDEFINED instruction of @r */
unsigned regime_undef_el(enum regime r);

typedef uint64_t guest_fn(uint64_t a, uint64_t b);

/**
 * run_at() - call fn(a, b) in regime @r and return its value to home
 *
 * Forgets earlier exceptions first, so that trap_seen() tells of this call.
 */
uint64_t run_at(enum regime r, guest_fn *fn, uint64_t a, uint64_t b);

/*
 * --- trap.c: exceptions are recorded; the instruction is skipped, or in
 * AArch32 the function that run_at() called ends with it ---
 */

struct frame {
    uint64_t x[31], elr, spsr, esr, far;
};

/**
 * struct trap - exceptions since the last trap_clear()
 * @count: how many
 * @unclaimed: how many since the last trap_seen(); survives trap_clear()
 * @el, @esr, @elr, @spsr: of the last one; @el is where it was taken to
 */
struct trap {
    unsigned count, unclaimed, el;
    uint64_t esr, elr, spsr;
};
extern struct trap trap;

void trap_clear(void);

/**
 * trap_seen() - the exception since trap_clear(), as one number to compare
 *
 * Return: 0 if there was none, else EL << 32 | ESR (bit 63: more than one).
 */
uint64_t trap_seen(void);

/* trap_undef() - what trap_seen() says of an UNDEFINED instruction */
uint64_t trap_undef(unsigned el);

/*
 * trap_sysreg() - and of a trapped MRS (@read) or MSR of @reg by x0; where
 * home is AArch32, trap_cp15()
 */
uint64_t trap_sysreg(unsigned el, unsigned reg, bool read);

/* trap_cp15() - of a trapped MRC or MCR by r0, of what AArch64 calls @reg */
uint64_t trap_cp15(unsigned el, unsigned reg, bool read);

/* trap_pair() - of a trapped MRRC or MCRR of PMCCNTR */
uint64_t trap_pair(unsigned el, bool read);

/*
 * Called before an exception is recorded; returns whether it was dealt
 * with. A hypervisor guest sets it. The frame may be changed.
 */
extern bool (*exception_hook)(struct frame *frame, unsigned el);

/* Called for an IRQ, in place of gic_interrupt(); a guest with GICv3 sets it */
extern bool (*interrupt_hook)(struct frame *frame, unsigned el);

/* --- pmu.c --- */

/* What a read leaves in x0, or r0, if it behaves as a NOP */
#define POISON (0x5eed5eed5eed5eedull & UINTPTR_MAX)

/* reg_read(), reg_write() - a PMU register, here; see sysreg.h */
uint64_t reg_read(unsigned reg);
void reg_write(unsigned reg, uint64_t value);

/* read_at(), write_at() - the same in regime @r; then ask trap_seen() */
uint64_t read_at(enum regime r, unsigned reg);
void write_at(enum regime r, unsigned reg, uint64_t value);

/**
 * pmu_reset() - put the PMU and its controls in one known state
 *
 * Nothing enabled, no traps, EL0 has access (PMUSERENR.EN), HPMN = N_impl,
 * all counters, types, flags, PMUACR, PMECR 0, what was captured 0 too, and
 * PMSSCR.NC set; captures left to EL2 by EL3, and disabled by EL2. Secure
 * counting allowed, PMCR.LC = 1.
 */
void pmu_reset(void);

/* MDCR_EL2 as a whole, and its fields. Nothing happens without EL2. */
void set_mdcr_el2(uint64_t value);
uint64_t get_mdcr_el2(void);
void set_hpmn(unsigned hpmn);

/* What else decides. Nothing happens where the register is not there. */
void set_mdcr_el3(uint64_t value);
uint64_t get_mdcr_el3(void);
void set_suniden(bool on);
void set_fine_grained(uint64_t hdfgrtr, uint64_t hdfgwtr);
void set_fine_grained2(uint64_t hdfgrtr2, uint64_t hdfgwtr2);

/*
 * The five registers of FEAT_FGT2, if it and EL2 are there; what a value
 * makes of each differs. Else nothing is written, and 0 read.
 */
enum { NEWER_TRAPS = 5 };
void write_newer_traps(uint64_t value);
void read_newer_traps(uint64_t *values);

/* PMICNTR and PMICFILTR, likewise */
void write_instructions(uint64_t count, uint64_t filter);
void read_instructions(uint64_t *values);

/*
 * write_snapshot() - let all counters be captured as they are, then write
 * PMSSCR and PMECR; that captures are disabled or prohibited does not matter
 *
 * Leaves the OS Lock unlocked. Nothing happens without FEAT_PMUv3_SS.
 */
void write_snapshot(uint64_t pmsscr, uint64_t pmecr);

/*
 * capture_at() - let @r capture all counters; neither at EL0 nor in AArch32.
 * MDCR_EL3 must not trap it, and the OS Lock be unlocked.
 */
void capture_at(enum regime r);

/*
 * PMSSCR, PMECR, what was captured of the fixed counters and of the first event
 * counter; zeroes without it
 */
enum { SNAPSHOT_REGISTERS = 5 };
void read_snapshot(uint64_t *values);

/* PMEVCNTSVR<n> at @r; 0 from AArch32, which has none */
uint64_t read_saved(enum regime r, unsigned n);

/* mask_of() - the event counters 0..n-1 as bits */
uint32_t mask_of(unsigned n);

/* accessible() - how many event counters @r has access to (R1..R4) */
unsigned accessible(enum regime r, unsigned hpmn);

/* access_rule() - the rule that says so: "R1", "R2", "R3" or "R4" */
const char *access_rule(enum regime r);

/**
 * for_each_hpmn() - the values of HPMN worth a test: 0 if it may be, 1, 2,
 * N_impl - 1, N_impl; without EL2 only N_impl
 */
#define for_each_hpmn(h) \
    for (h = hpmn_next(0); h <= cpu.counters; h = hpmn_next(h + 1))

/* hpmn_next() - the first value worth a test from @from on */
unsigned hpmn_next(unsigned from);

/* only_in() - PMEVTYPER's filter bits that let a counter count only in @r */
uint32_t only_in(enum regime r);

/* Filter bits that let a counter count everywhere */
#define COUNT_EVERYWHERE PMEVTYPER_NSH

/**
 * pmu_program() - all counters enabled in PMCNTEN, with one PMEVTYPER value
 * and, but for the event, the same PMCCFILTR; PMCR and MDCR_EL2 untouched
 */
void pmu_program(uint32_t type);

/**
 * clock_is_deterministic() - does time go by instructions alone?
 *
 * So it is with QEMU's -icount shift=N: a loop that is so many instructions
 * longer takes 2^N times as many cycles more. Needs an event counter and
 * INST_RETIRED, else the answer is no. Leaves the PMU as pmu_reset() does.
 */
bool clock_is_deterministic(void);

/**
 * spin_at() - spin for some 500 ns at least in regime @r
 * @before, @after: called first and last, at home; but in @r if that is
 * a regime of home's own Exception level
 *
 * Return: what @after returned.
 */
uint32_t spin_at(enum regime r, void (*before)(void),
                 uint32_t (*after)(void));

/**
 * counted_at() - which counters gain while regime @r spins
 *
 * Return: bit n for PMEVCNTR<n>, bit 31 for PMCCNTR.
 */
uint32_t counted_at(enum regime r);

/* --- smp.c; AArch64 --- */

#define MAX_CPUS 4

/**
 * cpu_start() - let another CPU call fn(index) at home, with MMU and caches
 * off and a stack of its own; afterwards it waits for ever
 * @index: 1 to MAX_CPUS - 1
 *
 * An exception there is the end: the vectors are the first CPU's. Nothing of
 * this library but registers, now_ns() and pmu_reset() is for it.
 *
 * Return: false if there is no such CPU, or home is EL3, where PSCI is not
 * QEMU's.
 */
bool cpu_start(unsigned index, void (*fn)(unsigned index));

/* cpu_stop() - by such a CPU: be off; cpu_start() starts it anew */
void cpu_stop(void);

/* cpu_is_off() - is it, or was it never started? */
bool cpu_is_off(unsigned index);

/* --- gic.c --- */

void gic_init(void);

/* pmu_irq_level() - PPI 23 at the distributor; home only */
bool pmu_irq_level(void);

/* pmu_irq_wait() - poll for a high level for @ns; touches no PMU register */
bool pmu_irq_wait(uint64_t ns);

/**
 * pmu_irq_take() - let the PMU interrupt home for at most @ns
 *
 * Return: whether INTID 23 was taken; it is disabled then.
 */
bool pmu_irq_take(uint64_t ns);

/* Called by the exception handler; false if no interrupt was expected. */
bool gic_interrupt(void);

#endif
