/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: what the files that define its system registers share.
 */

#ifndef TARGET_ARM_PMU_REGS_H
#define TARGET_ARM_PMU_REGS_H

#include "pmu/core/snapshot.h"
#include "pmu/engine/life.h"

static inline ARMPMU *arm_pmu(CPUARMState *env)
{
    return env_archcpu(env)->pmu;
}

/* What the CPU implements */
static inline const PMUFeatures *arm_pmu_has(CPUARMState *env)
{
    return arm_pmu_implements(arm_pmu(env));
}

/* The counter that a PMEVCNTR<n> or PMEVTYPER<n> encoding names */
static inline unsigned arm_pmu_counter(const ARMCPRegInfo *ri)
{
    return (ri->crm & 3) << 3 | (ri->opc2 & 7);
}

/* PMSELR.SEL */
static inline unsigned arm_pmu_selected(CPUARMState *env)
{
    return env->cp15.c9_pmselr & 31;
}

/*
 * Registers that CPUARMState has no place for, in ARMCPU.pmu_regs
 */
typedef enum PMUOwnReg {
    PMU_REG_HDFGRTR2,
    PMU_REG_HDFGWTR2,
    PMU_REG_HFGRTR2,
    PMU_REG_HFGWTR2,
    PMU_REG_HFGITR2,
    PMU_REG_PMUACR,
    PMU_REG_PMICNTR,
    PMU_REG_PMICFILTR,
    PMU_REG_PMECR,
    PMU_REG_PMSSCR,
    PMU_REG_PMCCNTSVR,
    PMU_REG_PMICNTSVR,
    PMU_REG_PMEVCNTSVR0,
    PMU_REG_PMEVCNTSVR_LAST = PMU_REG_PMEVCNTSVR0 + PMU_MAX_COUNTERS - 1,
    PMU_OWN_REGS,
} PMUOwnReg;

QEMU_BUILD_BUG_ON(PMU_OWN_REGS > ARRAY_SIZE(((ARMCPU *)NULL)->pmu_regs));

/**
 * arm_pmu_accessible: the bits of a register with one bit a counter that HPMN
 * leaves to the current Exception level (R16, R17); that of the instruction
 * counter at EL0 only with PMUSERENR_EL0.UEN
 */
uint64_t arm_pmu_accessible(CPUARMState *env);

/*
 * What the traps of PMICFILTR_EL0 leave of @mask (R53): they trap no access to
 * the registers with one bit a counter, but hide the instruction counter's
 */
uint64_t arm_pmu_trap_f0(CPUARMState *env, bool isread, uint64_t mask);

/*
 * What PMUACR_EL1 and PMUSERENR_EL0 leave of @mask to read, to write, and to
 * increment by PMSWINC_EL0, where UEN is set (R54): all of it but at EL0
 */
uint64_t arm_pmu_user_readable(CPUARMState *env, uint64_t mask);
uint64_t arm_pmu_user_writable(CPUARMState *env, uint64_t mask);
uint64_t arm_pmu_user_increments(CPUARMState *env, uint64_t mask);

/* Nobody pays for what is not in use. */
static inline uint64_t arm_pmu_untrapped(CPUARMState *env, bool isread,
                                         uint64_t mask)
{
    return unlikely(mask & PMU_INSTRUCTION_BIT)
           ? arm_pmu_trap_f0(env, isread, mask) : mask;
}

static inline bool arm_pmu_has_uen(CPUARMState *env)
{
    return unlikely(env->cp15.c9_pmuserenr & PMUSERENR_UEN);
}

/**
 * arm_pmu_readable: the bits of a register with one bit a counter that the
 * current Exception level can see
 */
static inline uint64_t arm_pmu_readable(CPUARMState *env)
{
    uint64_t mask = arm_pmu_untrapped(env, true, arm_pmu_accessible(env));

    return arm_pmu_has_uen(env) ? arm_pmu_user_readable(env, mask) : mask;
}

/**
 * arm_pmu_writable: those that it can change
 */
static inline uint64_t arm_pmu_writable(CPUARMState *env)
{
    uint64_t mask = arm_pmu_untrapped(env, false, arm_pmu_accessible(env));

    return arm_pmu_has_uen(env) ? arm_pmu_user_writable(env, mask) : mask;
}

/* Is counter @n, with its type, hidden from a read, which gives zero? */
static inline bool arm_pmu_hides(CPUARMState *env, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;

    return arm_pmu_has_uen(env) && !arm_pmu_user_readable(env, bit);
}

/* Likewise, is a write ignored? */
static inline bool arm_pmu_ignores(CPUARMState *env, unsigned n)
{
    uint64_t bit = UINT64_C(1) << n;

    return arm_pmu_has_uen(env) && !arm_pmu_user_writable(env, bit);
}

/* An access from EL0, with UEN set: is UEN in effect? */
bool arm_pmu_restricts_user(CPUARMState *env);

/* PMUSERENR_EL0, with UEN only if that would be in effect at EL0 (R54) */
uint64_t arm_pmu_user_controls(CPUARMState *env);

/* What a write of 1 to PMSSCR_EL1.SS would come to */
PMUCapture arm_pmu_capture(CPUARMState *env);

/**
 * arm_pmu_access_all: let arm_pmu_accessible() give all counters of a CPU,
 * whatever its Exception level; of none, if @env is NULL
 *
 * For a debugger, with the BQL held and the vCPUs stopped.
 */
void arm_pmu_access_all(const CPUARMState *env);

/* Is it this CPU's turn? */
bool arm_pmu_is_debugged(CPUARMState *env);

/* Access functions, one for each set of reasons to trap */
CPAccessFn arm_access_pmu;
CPAccessFn arm_access_pmuserenr;
CPAccessFn arm_access_pmceid;
CPAccessFn arm_access_pmcr;
CPAccessFn arm_access_pmselr;
CPAccessFn arm_access_pmswinc;
CPAccessFn arm_access_pmccntr;
CPAccessFn arm_access_pmevcntr;
CPAccessFn arm_access_pmevtyper;
CPAccessFn arm_access_pmxevcntr;
CPAccessFn arm_access_pmxevtyper;
CPAccessFn arm_access_pmuacr;
CPAccessFn arm_access_pmzr;
CPAccessFn arm_access_pmicntr;
CPAccessFn arm_access_pmicfiltr;
CPAccessFn arm_access_pmecr;
CPAccessFn arm_access_pmsscr;
CPAccessFn arm_access_saved;
CPAccessFn arm_access_pmevcntsvr;
CPAccessFn arm_access_mdcr_el2;
CPAccessFn arm_access_no_pmu;
CPAccessFn arm_access_sdcr;

/* What migration and reset see: the stored bits, all of them */
CPReadFn arm_pmu_read_stored;

/**
 * arm_pmu_define_rows: put registers in place of the stock ones
 *
 * On a CPU without its PMU they are UNDEFINED, and still there for
 * migration streams (R45).
 */
void arm_pmu_define_rows(ARMCPU *cpu, const ARMCPRegInfo *rows, size_t count);
#define arm_pmu_define(cpu, rows) \
    arm_pmu_define_rows(cpu, rows, ARRAY_SIZE(rows))

/* PMCNTEN, PMINTEN, PMOVS, PMSWINC: those with one bit a counter */
void arm_pmu_define_bit_regs(ARMCPU *cpu);

/* PMEVCNTR<n>, PMEVTYPER<n>, PMXEV*, PMCCNTR, PMCCFILTR */
void arm_pmu_define_counter_regs(ARMCPU *cpu);

/* The filter fields of PMEVTYPER<n> and the like that this CPU implements */
uint32_t arm_pmu_filter_mask(const PMUFeatures *f);

/*
 * PMUACR, PMZR; PMICNTR, PMICFILTR; PMECR, PMSSCR and the saved values;
 * HDFGRTR2, HDFGWTR2 and the like: if the CPU has them
 */
void arm_pmu_define_user_regs(ARMCPU *cpu);
void arm_pmu_define_instruction_regs(ARMCPU *cpu);
void arm_pmu_define_snapshot_regs(ARMCPU *cpu);
void arm_pmu_define_fgt2_regs(ARMCPU *cpu);

/*
 * Rows of the register tables. Each takes the place of a stock definition.
 * A64: opc0 is 3, but for saved values. A32: coproc 15, opc1 is 0.
 */
#define PMU_A64(NAME, OPC1, CRN, CRM, OPC2)                             \
    .name = NAME, .state = ARM_CP_STATE_AA64, .opc0 = 3, .opc1 = OPC1,  \
    .crn = CRN, .crm = CRM, .opc2 = OPC2
/* Where debug registers are */
#define PMU_A64_SAVED(NAME, CRM, OPC2)                                  \
    .name = NAME, .state = ARM_CP_STATE_AA64, .opc0 = 2, .opc1 = 0,     \
    .crn = 14, .crm = CRM, .opc2 = OPC2
#define PMU_A32(NAME, CRN, CRM, OPC2)                                   \
    .name = NAME, .state = ARM_CP_STATE_AA32, .cp = 15, .opc1 = 0,      \
    .crn = CRN, .crm = CRM, .opc2 = OPC2
/* Nothing that the translator keeps depends on a PMU register. */
#define PMU_TYPE(FLAGS)                                                 \
    .type = ARM_CP_OVERRIDE | ARM_CP_SUPPRESS_TB_END | (FLAGS)
/* MDCR_EL2 and the like are debug registers too. */
#define PMU_CONTROL_TYPE(FLAGS) .type = ARM_CP_OVERRIDE | (FLAGS)
#define PMU_FIELD64(FIELD)                                              \
    .fieldoffset = offsetof(CPUARMState, cp15.FIELD),                   \
    .raw_readfn = arm_pmu_read_stored, .raw_writefn = raw_write
#define PMU_OWN_OFFSET_OF(INDEX)                                        \
    (offsetof(ARMCPU, pmu_regs[INDEX]) - offsetof(ARMCPU, env))
#define PMU_OWN_OFFSET(REG) PMU_OWN_OFFSET_OF(PMU_REG_##REG)
#define PMU_OWN(REG)                                                    \
    .fieldoffset = PMU_OWN_OFFSET(REG),                                 \
    .raw_readfn = arm_pmu_read_stored, .raw_writefn = raw_write
#define PMU_FIELD32(FIELD)                                              \
    .fieldoffset = offsetoflow32(CPUARMState, cp15.FIELD),              \
    .raw_readfn = arm_pmu_read_stored, .raw_writefn = raw_write

#endif
