/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its registers as a debugger reads and writes them.
 *
 * gdb reads what is stored, as migration does: of a counter that runs and of
 * the overflow status that is not what the guest would read. Here they are
 * worked out for the moment of the look, which changes nothing: no interrupt
 * comes earlier because somebody looks.
 *
 * A write does what an MSR does at the highest Exception level. QEMU's
 * gdbstub ignores writes of other system registers, and says OK; it has no
 * way to say that a write failed. Registers that have no stored value, as
 * PMSWINC_EL0 and PMXEVCNTR_EL0, are not shown to gdb at all.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/main-loop.h"
#include "system/tcg.h"
#include "cpu.h"
#include "cpregs.h"
#include "internals.h"
#include "pmu/compat.h"
#include "regs.h"

static bool is_pmu_register(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return arm_pmu_is_active(arm_pmu(env)) &&
           ri->raw_readfn == arm_pmu_read_stored;
}

/*
 * A plugin reads registers as a debugger does, and may do so in the middle
 * of a translation block, where icount has no time of day.
 */
static bool clock_can_be_read(void)
{
    return !icount_enabled() || !current_cpu || !current_cpu->running ||
           current_cpu->neg.can_do_io;
}

static bool is_in_field(ptrdiff_t offset, size_t field)
{
    return offset - field < sizeof(uint64_t);
}

uint64_t arm_pmu_debug_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    size_t event = ri->fieldoffset - offsetof(CPUARMState, cp15.c14_pmevcntr);
    PMUCounts now;

    if (!is_pmu_register(env, ri)) {
        return read_raw_cp_reg(env, ri);
    }
    if (is_in_field(ri->fieldoffset, PMU_OWN_OFFSET(PMICFILTR))) {
        return read_raw_cp_reg(env, ri) | PMICFILTR_EVTCOUNT;
    }
    if (!clock_can_be_read()) {
        return read_raw_cp_reg(env, ri);
    }
    BQL_LOCK_GUARD();
    arm_pmu_peek(arm_pmu(env), &now);
    if (event < sizeof(now.events)) {
        return now.events[event / sizeof(now.events[0])];
    }
    if (is_in_field(ri->fieldoffset, offsetof(CPUARMState, cp15.c15_ccnt))) {
        return now.cycles;
    }
    if (is_in_field(ri->fieldoffset, PMU_OWN_OFFSET(PMICNTR))) {
        return now.instructions;
    }
    if (is_in_field(ri->fieldoffset, offsetof(CPUARMState, cp15.c9_pmovsr))) {
        return now.pmovs;
    }
    return read_raw_cp_reg(env, ri);
}

int arm_pmu_debug_write(ARMCPU *cpu, const uint8_t *buf, int reg)
{
    CPUARMState *env = &cpu->env;
    uint32_t key = cpu->dyn_sysreg_feature.data.cpregs.keys[reg];
    const ARMCPRegInfo *ri = get_arm_cp_reginfo(cpu->cp_regs, key);
    bool wide;

    if (!ri || !is_pmu_register(env, ri) || !ri->writefn) {
        return 0;
    }
    wide = ri->state == ARM_CP_STATE_AA64 || (ri->type & ARM_CP_64BIT);
    arm_pmu_access_all(env);
    ri->writefn(env, ri, wide ? ldq_le_p(buf) : (uint32_t)ldl_le_p(buf));
    arm_pmu_access_all(NULL);
    /* MDCR_EL2 and the like are part of what translation depends on. */
    if (tcg_enabled()) {
        arm_rebuild_hflags(env);
    }
    return wide ? sizeof(uint64_t) : sizeof(uint32_t);
}
