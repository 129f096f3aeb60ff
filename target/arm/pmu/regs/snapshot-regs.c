/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the registers of snapshots, FEAT_PMUv3_SS.
 *
 * A write of 1 to PMSSCR_EL1.SS copies all counters to registers that keep
 * their values, whoever owns them: those of the second range too (R23). It
 * has completed when the write has. No other request is modelled, nor what a
 * capture does to a PC sample or to branch records, which QEMU has not got.
 *
 * After the Arm ARM (DDI 0487), D13.9 and D24.5. AArch64 only.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/engine/life.h"
#include "regs.h"

/* OSLSR_EL1.OSLK */
#define OSLSR_OSLK 2

PMUCapture arm_pmu_capture(CPUARMState *env)
{
    const PMUFeatures *f = arm_pmu_has(env);
    const PMUCaptureControls controls = {
        .mdcr_el3 = env->cp15.mdcr_el3,
        .mdcr_el2 = env->cp15.mdcr_el2,
        .pmecr = env_archcpu(env)->pmu_regs[PMU_REG_PMECR],
        .el2_aa64 = f->el2 && arm_el_is_aa64(env, 2),
        .el1_aa64 = arm_el_is_aa64(env, 1),
        .os_locked = env->cp15.oslsr_el1 & OSLSR_OSLK,
    };

    return pmu_capture(f, &controls);
}

/* The event comes afterwards, and so is not in the values. */
static void capture(ARMCPU *cpu)
{
    const PMUFeatures *f = arm_pmu_implements(cpu->pmu);
    uint64_t *regs = cpu->pmu_regs;

    arm_pmu_fold(cpu->pmu, UINT64_MAX);
    for (unsigned n = 0; n < pmu_implemented_counters(f); n++) {
        regs[PMU_REG_PMEVCNTSVR0 + n] = cpu->env.cp15.c14_pmevcntr[n];
    }
    regs[PMU_REG_PMCCNTSVR] = cpu->env.cp15.c15_ccnt;
    if (f->icntr) {
        regs[PMU_REG_PMICNTSVR] = regs[PMU_REG_PMICNTR];
    }
    arm_pmu_increment(cpu->pmu, arm_pmu_captures(cpu->pmu));
}

/* NC is software's to write, as it has to be put back by who switches it. */
static void pmsscr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                         uint64_t value)
{
    BQL_LOCK_GUARD();
    uint64_t *pmsscr = &env_archcpu(env)->pmu_regs[PMU_REG_PMSSCR];

    *pmsscr = value & PMSSCR_NC;
    if (!(value & PMSSCR_SS)) {
        return;
    }
    switch (arm_pmu_capture(env)) {
    case PMU_CAPTURE_ALLOWED:
        capture(env_archcpu(env));
        *pmsscr = 0;
        break;
    case PMU_CAPTURE_PROHIBITED:
        *pmsscr = PMSSCR_NC;
        break;
    default:
        break;
    }
}

static void pmecr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                        uint64_t value)
{
    env_archcpu(env)->pmu_regs[PMU_REG_PMECR] = value & PMECR_SSE;
}

static const ARMCPRegInfo snapshot_regs[] = {
    { PMU_A64_SAVED("PMCCNTSVR_EL1", 11, 7), PMU_TYPE(0),
      .access = PL1_R, .accessfn = arm_access_saved, PMU_OWN(PMCCNTSVR) },
    { PMU_A64("PMSSCR_EL1", 0, 9, 13, 3), PMU_TYPE(ARM_CP_IO),
      .access = PL1_RW, .accessfn = arm_access_pmsscr, PMU_OWN(PMSSCR),
      .resetvalue = PMSSCR_NC, .writefn = pmsscr_write },
    { PMU_A64("PMECR_EL1", 0, 9, 14, 5), PMU_TYPE(0),
      .access = PL1_RW, .accessfn = arm_access_pmecr, PMU_OWN(PMECR),
      .writefn = pmecr_write },
};

static const ARMCPRegInfo saved_instructions[] = {
    { PMU_A64_SAVED("PMICNTSVR_EL1", 12, 0), PMU_TYPE(0),
      .access = PL1_R, .accessfn = arm_access_saved, PMU_OWN(PMICNTSVR) },
};

static void define_saved_counter(ARMCPU *cpu, unsigned n)
{
    g_autofree char *name = g_strdup_printf("PMEVCNTSVR%u_EL1", n);
    const ARMCPRegInfo reg = {
        PMU_A64_SAVED(name, 8 | n >> 3, n & 7), PMU_TYPE(0),
        .access = PL1_R, .accessfn = arm_access_pmevcntsvr,
        .fieldoffset = PMU_OWN_OFFSET_OF(PMU_REG_PMEVCNTSVR0 + n),
        .raw_readfn = arm_pmu_read_stored, .raw_writefn = raw_write,
    };

    arm_pmu_define_rows(cpu, &reg, 1);
}

void arm_pmu_define_snapshot_regs(ARMCPU *cpu)
{
    const PMUFeatures f = arm_pmu_features(cpu);

    if (!f.snapshot) {
        return;
    }
    arm_pmu_define(cpu, snapshot_regs);
    if (f.icntr) {
        arm_pmu_define(cpu, saved_instructions);
    }
    for (unsigned n = 0; n < pmu_implemented_counters(&f); n++) {
        define_saved_counter(cpu, n);
    }
}
