/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the system registers that control it.
 *
 * They take the places of QEMU's stock definitions. Names, encodings and
 * the state behind them are the same, so are the flags that decide over
 * migration and gdb; what differs is who may access what, and what an
 * access does.
 *
 * After the Arm ARM (DDI 0487), D24.5 and G8.4.
 */

#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/main-loop.h"
#include "system/tcg.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/compat.h"
#include "pmu/pmu.h"
#include "pmu/engine/attach.h"
#include "pmu/engine/life.h"
#include "pmu/view/property.h"
#include "regs.h"
#include "pmu/trace.h"

/* What migration and reset see: the stored bits, all of them */

uint64_t arm_pmu_read_stored(CPUARMState *env, const ARMCPRegInfo *ri)
{
    const void *field = (const char *)env + ri->fieldoffset;
    bool wide = ri->state == ARM_CP_STATE_AA64 || (ri->type & ARM_CP_64BIT);

    return wide ? *(const uint64_t *)field : *(const uint32_t *)field;
}

/* PMCR_EL0, MDCR_EL2, MDCR_EL3, SDER */

static uint64_t pmcr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    unsigned n = pmu_accessible_counters(arm_pmu_has(env),
                                         env->cp15.mdcr_el2,
                                         arm_current_el(env),
                                         arm_is_el2_enabled(env));

    return deposit64(env->cp15.c9_pmcr, PMCR_N_SHIFT, PMCR_N_LENGTH, n);
}

/* LC is RES1 where there is no AArch32 (R27). */
static bool lc_is_res1(ARMCPU *cpu)
{
    return arm_feature(&cpu->env, ARM_FEATURE_AARCH64) &&
           !cpu_isar_feature(aa64_aa32, cpu);
}

static void pmcr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                       uint64_t value)
{
    BQL_LOCK_GUARD();
    uint64_t writable = PMCR_E | PMCR_D | PMCR_X | PMCR_DP;
    uint64_t zeroed = 0;

    if (arm_pmu_has(env)->version >= PMU_V3) {
        writable |= PMCR_LC;
    }
    if (lc_is_res1(env_archcpu(env))) {
        value |= PMCR_LC;
    }
    if (arm_pmu_has(env)->version >= PMU_V3P5) {
        writable |= PMCR_LP;
    }
    if (arm_pmu_has(env)->version >= PMU_V3P7) {
        writable |= PMCR_FZO;
    }
    /* P and C leave overflow status as it is (R19). */
    if (value & PMCR_P) {
        zeroed |= arm_pmu_accessible(env) & (PMU_CYCLE_BIT - 1);
    }
    if (value & PMCR_C) {
        zeroed |= PMU_CYCLE_BIT;
    }
    if (zeroed) {
        arm_pmu_zero(arm_pmu(env), zeroed);
    }
    env->cp15.c9_pmcr &= ~writable;
    env->cp15.c9_pmcr |= value & writable;
    arm_pmu_retune(arm_pmu(env), 0);
}

static void control_write(CPUARMState *env, const ARMCPRegInfo *ri,
                          uint64_t value)
{
    BQL_LOCK_GUARD();
    raw_write(env, ri, value);
    arm_pmu_retune(arm_pmu(env), 0);
}

/* Out of the way of a write that is not traced */
static void __attribute__((noinline)) trace_hpmn(CPUARMState *env,
                                                 uint64_t before)
{
    uint64_t value = env->cp15.mdcr_el2;
    unsigned from = before & MDCR_EL2_HPMN;
    unsigned to = value & MDCR_EL2_HPMN;

    if (from != to) {
        arm_pmu_trace_regime(arm_pmu(env));
        trace_arm_pmu_hpmn(env_cpu(env)->cpu_index, from, to,
                           pmu_effective_hpmn(arm_pmu_has(env), value));
    }
}

static void mdcr_el2_write(CPUARMState *env, const ARMCPRegInfo *ri,
                           uint64_t value)
{
    uint64_t before = env->cp15.mdcr_el2;

    if (arm_pmu_is_active(arm_pmu(env))) {
        control_write(env, ri, value);
        if (trace_event_get_state_backends(TRACE_ARM_PMU_HPMN)) {
            trace_hpmn(env, before);
        }
    } else {
        raw_write(env, ri, value & ~MDCR_EL2_PMU);
    }
}

static void sdcr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                       uint64_t value)
{
    control_write(env, ri, value & SDCR_VALID_MASK);
}

/* PMSELR_EL0, PMUSERENR_EL0 */

static void pmselr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                         uint64_t value)
{
    env->cp15.c9_pmselr = value & 31;
}

/* Armv7 has no more than EN. */
static uint64_t pmuserenr_mask(CPUARMState *env)
{
    uint64_t mask = PMUSERENR_EN;

    if (arm_feature(env, ARM_FEATURE_V8)) {
        mask |= PMUSERENR_SW | PMUSERENR_CR | PMUSERENR_ER;
    }
    if (arm_pmu_has(env)->version >= PMU_V3P9) {
        mask |= PMUSERENR_UEN | PMUSERENR_TID;
    }
    if (arm_pmu_has(env)->icntr) {
        mask |= PMUSERENR_IR;
    }
    return mask;
}

static void pmuserenr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    env->cp15.c9_pmuserenr = value & pmuserenr_mask(env);
}

/* AArch32 has no UEN and no IR, and does not change them. */
#define PMUSERENR_A64 (PMUSERENR_UEN | PMUSERENR_IR)

static uint64_t pmuserenr_read32(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return env->cp15.c9_pmuserenr & ~PMUSERENR_A64;
}

static void pmuserenr_write32(CPUARMState *env, const ARMCPRegInfo *ri,
                              uint64_t value)
{
    uint64_t mask = pmuserenr_mask(env) & ~PMUSERENR_A64;

    env->cp15.c9_pmuserenr = (env->cp15.c9_pmuserenr & PMUSERENR_A64) |
                             (value & mask);
}

/* In the order of their AArch64 encodings, AArch32 after AArch64 */
static const ARMCPRegInfo control_regs[] = {
    { PMU_A64("PMSELR_EL0", 3, 9, 12, 5), PMU_TYPE(0),
      .access = PL0_RW, .accessfn = arm_access_pmselr, .fgt = FGT_PMSELR_EL0,
      PMU_FIELD64(c9_pmselr), .writefn = pmselr_write },
    { PMU_A32("PMSELR", 9, 12, 5), PMU_TYPE(ARM_CP_ALIAS),
      .access = PL0_RW, .accessfn = arm_access_pmselr, .fgt = FGT_PMSELR_EL0,
      PMU_FIELD32(c9_pmselr), .writefn = pmselr_write },

    { PMU_A64("PMUSERENR_EL0", 3, 9, 14, 0), PMU_TYPE(ARM_CP_ALIAS),
      .access = PL0_R | PL1_RW, .accessfn = arm_access_pmuserenr,
      PMU_FIELD64(c9_pmuserenr), .writefn = pmuserenr_write },
    { PMU_A32("PMUSERENR", 9, 14, 0), PMU_TYPE(0),
      .access = PL0_R | PL1_RW, .accessfn = arm_access_pmuserenr,
      PMU_FIELD32(c9_pmuserenr),
      .readfn = pmuserenr_read32, .writefn = pmuserenr_write32 },
};

static const ARMCPRegInfo mdcr_el3_regs[] = {
    { PMU_A64("MDCR_EL3", 6, 1, 3, 1), PMU_CONTROL_TYPE(ARM_CP_IO),
      .access = PL3_RW, PMU_FIELD64(mdcr_el3), .writefn = control_write },
    { PMU_A32("SDCR", 1, 3, 1), PMU_CONTROL_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
      .access = PL1_RW, .accessfn = arm_access_sdcr,
      PMU_FIELD32(mdcr_el3), .writefn = sdcr_write },
};

static const ARMCPRegInfo sder_regs[] = {
    { PMU_A64("SDER32_EL3", 6, 1, 1, 1), PMU_CONTROL_TYPE(ARM_CP_IO),
      .access = PL3_RW, PMU_FIELD64(sder), .writefn = control_write },
    { PMU_A32("SDER", 1, 1, 1), PMU_CONTROL_TYPE(ARM_CP_IO),
      .access = PL3_RW, PMU_FIELD32(sder), .writefn = control_write },
};

static void define_pmcr(ARMCPU *cpu)
{
    uint64_t reset = cpu->isar.reset_pmcr_el0 |
                     (lc_is_res1(cpu) ? PMCR_LC : 0);
    const ARMCPRegInfo regs[] = {
        { PMU_A64("PMCR_EL0", 3, 9, 12, 0), PMU_TYPE(ARM_CP_IO),
          .access = PL0_RW, .accessfn = arm_access_pmcr, .fgt = FGT_PMCR_EL0,
          PMU_FIELD64(c9_pmcr), .resetvalue = reset,
          .readfn = pmcr_read, .writefn = pmcr_write },
        { PMU_A32("PMCR", 9, 12, 0), PMU_TYPE(ARM_CP_IO | ARM_CP_ALIAS),
          .access = PL0_RW, .accessfn = arm_access_pmcr, .fgt = FGT_PMCR_EL0,
          PMU_FIELD32(c9_pmcr),
          .readfn = pmcr_read, .writefn = pmcr_write },
    };

    arm_pmu_define(cpu, regs);
}

/*
 * PMCEID<i>_EL0: constant to the guest. A stream may come from a CPU that had
 * fewer events: its guest goes on with those, and does not count others.
 */
static unsigned ceid_index(const ARMCPRegInfo *ri)
{
    return ri->opc2 & 1;
}

static uint64_t pmceid_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    uint64_t ceid = arm_pmu_has(env)->ceid[ceid_index(ri)];

    return ri->state == ARM_CP_STATE_AA64 ? ceid : (uint32_t)ceid;
}

/* PMCEID2 and PMCEID3, the high halves in AArch32 */
static uint64_t pmceid_high_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return arm_pmu_has(env)->ceid[ceid_index(ri)] >> 32;
}

/* More than we have is not taken, and the load fails: once, with a reason. */
static void load_ceid(CPUARMState *env, const ARMCPRegInfo *ri, uint64_t field,
                      uint64_t value)
{
    ARMCPU *cpu = env_archcpu(env);
    uint64_t ours = ceid_index(ri) ? cpu->pmceid1 : cpu->pmceid0;
    uint64_t ceid = arm_pmu_has(env)->ceid[ceid_index(ri)];

    if (!(value & ~ours)) {
        arm_pmu_announce(arm_pmu(env), ceid_index(ri),
                         (ceid & ~field) | value);
    } else if (!ceid_index(ri) &&
               (ri->state == ARM_CP_STATE_AA64) ==
               arm_feature(env, ARM_FEATURE_AARCH64)) {
        error_report("the incoming CPU state has PMU events that this CPU "
                     "does not count (PMCEID0 0x%" PRIx64 ", here 0x%" PRIx64
                     "): start it with pmu-events=on, or the source with "
                     "pmu-events=off", value, ours);
    }
}

static void pmceid_load(CPUARMState *env, const ARMCPRegInfo *ri,
                        uint64_t value)
{
    load_ceid(env, ri, ri->state == ARM_CP_STATE_AA64 ? UINT64_MAX
                                                      : UINT32_MAX, value);
}

static void pmceid_high_load(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    load_ceid(env, ri, ~(uint64_t)UINT32_MAX, value << 32);
}

#define PMU_CEID(READ, LOAD)                                            \
    PMU_TYPE(0), .access = PL0_R, .accessfn = arm_access_pmceid,        \
    .fgt = FGT_PMCEIDN_EL0, .readfn = READ,                             \
    .raw_readfn = READ, .raw_writefn = LOAD

static const ARMCPRegInfo ceid_regs[] = {
    { PMU_A64("PMCEID0_EL0", 3, 9, 12, 6), PMU_CEID(pmceid_read, pmceid_load) },
    { PMU_A32("PMCEID0", 9, 12, 6), PMU_CEID(pmceid_read, pmceid_load) },
    { PMU_A64("PMCEID1_EL0", 3, 9, 12, 7), PMU_CEID(pmceid_read, pmceid_load) },
    { PMU_A32("PMCEID1", 9, 12, 7), PMU_CEID(pmceid_read, pmceid_load) },
};

static const ARMCPRegInfo ceid_high_regs[] = {
    { PMU_A32("PMCEID2", 9, 14, 4),
      PMU_CEID(pmceid_high_read, pmceid_high_load) },
    { PMU_A32("PMCEID3", 9, 14, 5),
      PMU_CEID(pmceid_high_read, pmceid_high_load) },
};

/*
 * Armv7's PMUv2 has the two as well; PMUv1 has not, nor has QEMU before this
 * model. So they stay out of streams, which stock QEMU would not load.
 */
static const ARMCPRegInfo ceid_v2_regs[] = {
    { PMU_A32("PMCEID0", 9, 12, 6), PMU_TYPE(ARM_CP_NO_RAW),
      .access = PL0_R, .accessfn = arm_access_pmu, .readfn = pmceid_read },
    { PMU_A32("PMCEID1", 9, 12, 7), PMU_TYPE(ARM_CP_NO_RAW),
      .access = PL0_R, .accessfn = arm_access_pmu, .readfn = pmceid_read },
};

static void define_mdcr_el2(ARMCPU *cpu)
{
    const ARMCPRegInfo reg = {
        .name = "MDCR_EL2", .state = ARM_CP_STATE_BOTH,
        .opc0 = 3, .opc1 = 4, .crn = 1, .crm = 1, .opc2 = 1,
        PMU_CONTROL_TYPE(icount_enabled() ? ARM_CP_IO : 0), .access = PL2_RW,
        /* A check that can only pass is not made. */
        .accessfn = arm_feature(&cpu->env, ARM_FEATURE_EL3)
                    ? arm_access_mdcr_el2 : NULL,
        PMU_FIELD64(mdcr_el2), .resetvalue = arm_pmu_reset_hpmn(cpu),
        .writefn = mdcr_el2_write,
    };

    define_one_arm_cp_reg(cpu, &reg);
}

void arm_pmu_define_rows(ARMCPU *cpu, const ARMCPRegInfo *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ARMCPRegInfo row = rows[i];

        /* The clocks are I/O to icount; else we lock where it is needed. */
        if (!icount_enabled()) {
            row.type &= ~ARM_CP_IO;
        }
        if (!cpu->has_pmu) {
            row.accessfn = arm_access_no_pmu;
            row.fgt = 0;
        }
        define_one_arm_cp_reg(cpu, &row);
    }
}

void arm_pmu_define_regs(ARMCPU *cpu)
{
    CPUARMState *env = &cpu->env;

    if (!cpu->pmu || !tcg_enabled()) {
        return;
    }
    arm_pmu_define(cpu, control_regs);
    define_pmcr(cpu);
    if (arm_feature(env, ARM_FEATURE_V8)) {
        arm_pmu_define(cpu, ceid_regs);
        if (arm_pmu_version(cpu) >= PMU_V3P1) {
            arm_pmu_define(cpu, ceid_high_regs);
        }
    } else if (FIELD_EX32_IDREG(&cpu->isar, ID_DFR0, PERFMON) == 2) {
        /* Cortex-A8 and A9 announce no version. */
        arm_pmu_define(cpu, ceid_v2_regs);
    }
    if (arm_feature(env, ARM_FEATURE_EL2)) {
        define_mdcr_el2(cpu);
    }
    if (arm_feature(env, ARM_FEATURE_V8) && cpu->has_pmu) {
        arm_pmu_define(cpu, mdcr_el3_regs);
    }
    if (arm_feature(env, ARM_FEATURE_EL3) && cpu->has_pmu) {
        arm_pmu_define(cpu, sder_regs);
    }
    arm_pmu_define_bit_regs(cpu);
    arm_pmu_define_counter_regs(cpu);
    arm_pmu_define_user_regs(cpu);
    arm_pmu_define_instruction_regs(cpu);
    arm_pmu_define_snapshot_regs(cpu);
    arm_pmu_define_fgt2_regs(cpu);
}
