/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An oracle for the PMU model: the rules, one counter and one question at a
 * time.
 *
 * Written from the Arm ARM (DDI 0487) alone: D13, D24.3, D24.5 and the
 * pseudocode of J1.3. It shares nothing with the model, neither code nor
 * constants nor shape: no masks, no bits worked on in parallel, no shortcut.
 * Where the architecture leaves a choice it makes the one that the model's
 * headers promise, and says so.
 *
 * Not here, as in the pure model: what CHAIN counts, Debug state.
 */

#ifndef PMU_ORACLE_H
#define PMU_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

/* PMEVTYPER, PMCNTEN and the like: these come last. */
#define ORACLE_CYCLES       31
#define ORACLE_INSTRUCTIONS 32
#define ORACLE_COUNTERS     33

/**
 * OracleCPU: what a CPU implements
 * @counters: event counters
 * @pmuver: ID_AA64DFR0_EL1.PMUVer; 0 for PMUv2 and before
 * @icntr: FEAT_PMUv3_ICNTR
 * @el3_aarch64: EL3 uses AArch64; false if there is no EL3
 */
typedef struct OracleCPU {
    int counters;
    int pmuver;
    bool el2, el3, el3_aarch64, sel2, rme, icntr;
} OracleCPU;

/**
 * OracleRegs: the registers as software sees them at the highest Exception
 * level
 * @typer: PMEVTYPER<n>_EL0; PMCCFILTR_EL0 and PMICFILTR_EL0 last
 * @suniden: SDER.SUNIDEN or SDER32_EL3.SUNIDEN
 */
typedef struct OracleRegs {
    uint64_t pmcr, mdcr_el2, mdcr_el3;
    uint64_t pmcnten, pmovs, pminten;
    uint64_t typer[ORACLE_COUNTERS];
    bool suniden;
} OracleRegs;

typedef enum OracleSecurity {
    ORACLE_NONSECURE,
    ORACLE_SECURE,
    ORACLE_REALM,
    ORACLE_HIGHEST,     /* EL3: Secure, or Root if there is FEAT_RME */
} OracleSecurity;

/**
 * OracleMode: where a CPU is
 * @aarch32: at EL0, whether EL1 uses AArch32, or EL3 where that has taken
 *     the place of EL1. Told apart only in Secure state: no rule asks
 *     elsewhere.
 */
typedef struct OracleMode {
    int el;
    OracleSecurity security;
    bool aarch32;
} OracleMode;

/* Can this CPU be there? Without EL3, QEMU's CPUs are Non-secure. */
bool oracle_mode_exists(const OracleCPU *cpu, OracleMode mode);

/* EL2Enabled(), from SCR_EL3.NS and SCR_EL3.EEL2 */
bool oracle_el2_enabled(const OracleCPU *cpu, bool ns, bool eel2);

/* Bit @n of a register: the only thing ever done to one */
bool oracle_bit(uint64_t value, int n);

/* EffectiveHPMN(); reserved values as partition.h chooses (R42, R43) */
int oracle_hpmn(const OracleCPU *cpu, uint64_t mdcr_el2);

/*
 * Is it an event counter of the first range, of the second? Neither, if it
 * is not implemented, the cycle or the instruction counter.
 */
bool oracle_is_first(const OracleCPU *cpu, uint64_t mdcr_el2, int n);
bool oracle_is_second(const OracleCPU *cpu, uint64_t mdcr_el2, int n);

/* GetNumEventCountersAccessible() (R1..R5) */
int oracle_accessible(const OracleCPU *cpu, uint64_t mdcr_el2, int el,
                      bool el2_enabled);

/* Is bit @n of PMCNTEN and the like there at all for this access? (R16, R17) */
bool oracle_can_access(const OracleCPU *cpu, uint64_t mdcr_el2, int el,
                       bool el2_enabled, int n);

/*
 * What EL0 may do with counter @n, PMUSERENR_EL0.UEN being 1 (R54): read it
 * and its bits, write them, increment it by PMSWINC_EL0
 */
bool oracle_user_reads(uint64_t pmuacr, int n);
bool oracle_user_writes(uint64_t pmuserenr, uint64_t pmuacr, int n);
bool oracle_user_increments(uint64_t pmuserenr, uint64_t pmuacr, int n);

/**
 * OracleSnapshot: what decides over a request to capture; the registers raw
 */
typedef struct OracleSnapshot {
    uint64_t mdcr_el3, mdcr_el2, pmecr;
    bool el2_aarch32, el1_aarch32, os_lock;
} OracleSnapshot;

/* PMUCaptureEventEnabled(), PMUCaptureEventAllowed() (R23) */
bool oracle_capture_enabled(const OracleCPU *cpu, const OracleSnapshot *s);
bool oracle_capture_allowed(const OracleCPU *cpu, const OracleSnapshot *s);

/* The enables of counter @n (R24..R26) */
bool oracle_enabled(const OracleCPU *cpu, const OracleRegs *regs, int n);

/* Neither prohibited nor filtered there (R33..R39) */
bool oracle_permitted(const OracleCPU *cpu, const OracleRegs *regs, int n,
                      OracleMode mode);

/*
 * PMUCountValue(): what a counter with this PMEVTYPER<n>_EL0 grows by in a
 * cycle in which its event occurs @vb times; FEAT_PMUv3_TH with a TH of
 * @thwidth bits, without FEAT_PMUv3_EDGE and FEAT_PMUv3_TH2
 */
int oracle_count_value(uint64_t typer, int thwidth, int vb);

/* Does counter @n overflow at 64 bits? (R27) */
bool oracle_wide(const OracleCPU *cpu, const OracleRegs *regs, int n);

/* Would an overflow of counter @n freeze counters? (R29) */
bool oracle_freezes(const OracleCPU *cpu, const OracleRegs *regs, int n);

/* Has one frozen counter @n? (R29, R36) */
bool oracle_frozen(const OracleCPU *cpu, const OracleRegs *regs, int n);

/* How often does a counter overflow when this many events are added? */
uint64_t oracle_overflows(uint64_t before, uint64_t events, bool wide);

/* PMUIRQ (R30) */
bool oracle_irq(const OracleCPU *cpu, const OracleRegs *regs);

typedef enum OracleEvent {
    ORACLE_UNKNOWN,
    ORACLE_SW_INCR,
    ORACLE_INST_RETIRED,
    ORACLE_CPU_CYCLES,
    ORACLE_STALL,
    ORACLE_CHAIN,
} OracleEvent;

/* What a 16-bit evtCount means to this version of the PMU */
OracleEvent oracle_event(int evtcount, int pmuver, bool icount);

#endif
