/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the registers of the instruction counter, FEAT_PMUv3_ICNTR.
 *
 * It is bit 32 of the registers with one bit a counter, and for HPMN one of
 * the first range (R6). It counts what an event counter counts for
 * INST_RETIRED, over 64 bits. AArch64 only.
 *
 * After the Arm ARM (DDI 0487), D24.5.
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/view/property.h"
#include "regs.h"

static uint64_t pmicntr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return arm_pmu_hides(env, PMU_INSTRUCTION_COUNTER)
           ? 0 : arm_pmu_read_counter(arm_pmu(env), PMU_INSTRUCTION_COUNTER);
}

static void pmicntr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                          uint64_t value)
{
    if (!arm_pmu_ignores(env, PMU_INSTRUCTION_COUNTER)) {
        arm_pmu_write_counter(arm_pmu(env), PMU_INSTRUCTION_COUNTER, value);
    }
}

static uint64_t pmicfiltr_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return arm_pmu_hides(env, PMU_INSTRUCTION_COUNTER)
           ? 0 : (env_archcpu(env)->pmu_regs[PMU_REG_PMICFILTR] |
                  PMICFILTR_EVTCOUNT);
}

static void pmicfiltr_write(CPUARMState *env, const ARMCPRegInfo *ri,
                            uint64_t value)
{
    ARMPMU *pmu = arm_pmu(env);

    if (!arm_pmu_ignores(env, PMU_INSTRUCTION_COUNTER)) {
        value &= arm_pmu_filter_mask(arm_pmu_implements(pmu));
        arm_pmu_write_type(pmu, PMU_INSTRUCTION_COUNTER, value);
    }
}

static const ARMCPRegInfo instruction_regs[] = {
    { PMU_A64("PMICNTR_EL0", 3, 9, 4, 0), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmicntr, PMU_OWN(PMICNTR),
      .readfn = pmicntr_read, .writefn = pmicntr_write },
    { PMU_A64("PMICFILTR_EL0", 3, 9, 6, 0), PMU_TYPE(ARM_CP_IO),
      .access = PL0_RW, .accessfn = arm_access_pmicfiltr, PMU_OWN(PMICFILTR),
      .readfn = pmicfiltr_read, .writefn = pmicfiltr_write },
};

void arm_pmu_define_instruction_regs(ARMCPU *cpu)
{
    if (arm_pmu_has_icntr(cpu)) {
        arm_pmu_define(cpu, instruction_regs);
    }
}
