/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its life as part of a CPU: realize, reset, save and load.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "migration/vmstate.h"
#include "system/kvm.h"
#include "system/replay.h"
#include "system/tcg.h"
#include "cpu.h"
#include "internals.h"
#include "compat.h"
#include "pmu.h"
#include "kvm-partition.h"
#include "life.h"
#include "cpregs.h"
#include "regs.h"

static bool is_active(ARMCPU *cpu)
{
    return cpu->pmu && cpu->pmu->active;
}

PMUFeatures arm_pmu_features(ARMCPU *cpu)
{
    CPUARMState *env = &cpu->env;
    bool el2 = arm_feature(env, ARM_FEATURE_EL2);
    bool el3 = arm_feature(env, ARM_FEATURE_EL3);

    return (PMUFeatures) {
        .counters = pmu_num_counters(env),
        .version = arm_pmu_version(cpu),
        .el2 = el2,
        .el3 = el3,
        .el3_aa64 = el3 && arm_feature(env, ARM_FEATURE_AARCH64),
        .sel2 = el2 && el3 && cpu_isar_feature(aa64_sel2, cpu),
        .rme = el2 && el3 && cpu_isar_feature(aa64_rme, cpu),
        .fgt2 = el2 && arm_pmu_has_fgt2(cpu),
        .icntr = arm_pmu_has_icntr(cpu),
        .snapshot = arm_pmu_has_snapshot(cpu),
        .threshold = arm_pmu_has_threshold(cpu),
        .mt = FIELD_EX64_IDREG(&cpu->isar, ID_AA64DFR0, MTPMU) != 0xf &&
              FIELD_EX32_IDREG(&cpu->isar, ID_DFR1, MTPMU) != 0xf,
        .all_events = arm_pmu_has_all_events(cpu),
        .icount = icount_enabled() == ICOUNT_PRECISE,
    };
}

/*
 * What was configured travels ahead of the CPUs, in a section that is there
 * only if something was: a stream that has more counters than we do would
 * else be refused for the length of its register list.
 */

static bool same_number(const char *property, int8_t theirs, int8_t ours)
{
    g_autofree char *there = g_strdup_printf("%d", theirs);
    g_autofree char *here = g_strdup_printf("%d", ours);

    if (theirs == ours) {
        return true;
    }
    error_report("the incoming CPU state has %s %s, this machine has %s: "
                 "start it %s%s%s", property,
                 theirs == PMU_UNSET ? "none" : there,
                 ours == PMU_UNSET ? "none" : here,
                 theirs == PMU_UNSET ? "without " : "with ", property,
                 theirs == PMU_UNSET ? "" : " of the source");
    return false;
}

/*
 * Under KVM it is the guest's number that counts, whichever property it comes
 * from. What this guest has stands in the reset value of PMCR_EL0.
 */
static bool same_guest(ARMPMU *pmu, const PMUConfig *theirs)
{
    unsigned here = pmu_num_counters(&pmu->cpu->env);
    unsigned there = theirs->partition != PMU_UNSET ? theirs->partition :
                     theirs->counters != PMU_UNSET ? theirs->counters : here;
    Error *err = NULL;

    if (!pmu_kvm_same_counters(there, here, &err)) {
        error_report_err(err);
        return false;
    }
    return true;
}

/* Of what is there or not; a stream that says nothing has none. */
static bool same_option(const char *property, const char *one,
                        const char *none, int8_t theirs, int8_t ours)
{
    if ((theirs == 1) == (ours == 1)) {
        return true;
    }
    error_report("the incoming CPU state has %s, this machine has %s: start "
                 "it with %s=%s", theirs == 1 ? one : none,
                 ours == 1 ? "one" : "none", property,
                 theirs == 1 ? "on" : "off");
    return false;
}

static bool take_incoming(ARMPMU *pmu)
{
    PMUConfig theirs = pmu->incoming, ours = pmu->config;
    unsigned same;

    /* The next stream may have no such section. */
    pmu->incoming = pmu_unset;
    if (kvm_enabled()) {
        return same_guest(pmu, &theirs);
    }
    theirs.model_counters = ours.model_counters;
    /* Each that differs is said. */
    same = same_number("pmu-partition", theirs.partition, ours.partition);
    same += same_number("pmu-counters", pmu_config_counters(&theirs),
                        pmu_config_counters(&ours));
    same += same_number("pmu-version", theirs.version, ours.version);
    same += same_option("pmu-icntr", "an instruction counter",
                        "no instruction counter", theirs.icntr, ours.icntr);
    same += same_option("pmu-snapshot", "a snapshot of the counters",
                        "no snapshot of the counters", theirs.snapshot,
                        ours.snapshot);
    return same == 5;
}

/*
 * A device has its state saved by its class. The CPU's own is taken: it is
 * the CPU's section, which comes too late.
 */
#define TYPE_ARM_PMU_STREAM "arm-pmu-stream"
OBJECT_DECLARE_SIMPLE_TYPE(ARMPMUStream, ARM_PMU_STREAM)

struct ARMPMUStream {
    DeviceState parent_obj;

    ARMCPU *cpu;
    PMUConfig config;   /* the source's */
    PMUPast past;       /* likewise */
};

static bool is_configured(ARMPMU *pmu)
{
    const PMUConfig *config = &pmu->config;

    return config->partition != PMU_UNSET ||
           config->counters != PMU_UNSET ||
           config->version != PMU_UNSET;
}

/* A stream that stock QEMU can load stays one: there a count is lost. */
static bool remainder_needed(void *opaque)
{
    ARMPMU *pmu = ((ARMPMUStream *)opaque)->cpu->pmu;

    return pmu->active && pmu->divided &&
           (is_configured(pmu) || pmu->features.all_events);
}

/* The timer's expiry is an event of the log. */
static bool deadlines_needed(void *opaque)
{
    ARMPMU *pmu = ((ARMPMUStream *)opaque)->cpu->pmu;

    return pmu->active && replay_mode != REPLAY_MODE_NONE;
}

static bool config_needed(void *opaque)
{
    ARMPMUStream *stream = opaque;

    return is_configured(stream->cpu->pmu) || remainder_needed(opaque) ||
           deadlines_needed(opaque);
}

static int config_pre_save(void *opaque)
{
    ARMPMUStream *stream = opaque;
    ARMPMU *pmu = stream->cpu->pmu;

    stream->config = pmu->config;
    if (pmu->active) {
        arm_pmu_fold(pmu, UINT64_MAX);
        stream->past = arm_pmu_recall(pmu);
    }
    return 0;
}

static int config_pre_load(void *opaque)
{
    ARMPMUStream *stream = opaque;

    stream->config = pmu_unset;
    stream->past = (PMUPast) { };
    return 0;
}

static int config_post_load(void *opaque, int version_id)
{
    ARMPMUStream *stream = opaque;
    ARMPMU *pmu = stream->cpu->pmu;

    pmu->incoming = stream->config;
    if (!take_incoming(pmu)) {
        return -EINVAL;
    }
    pmu->incoming = stream->config;
    pmu->past = stream->past;
    return 0;
}

static bool icntr_needed(void *opaque)
{
    ARMPMUStream *stream = opaque;

    return stream->cpu->pmu->config.icntr == 1;
}

static const VMStateDescription vmstate_icntr = {
    .name = "arm-pmu-partition/icntr",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = icntr_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_INT8(config.icntr, ARMPMUStream),
        VMSTATE_END_OF_LIST()
    }
};

static bool snapshot_needed(void *opaque)
{
    ARMPMUStream *stream = opaque;

    return stream->cpu->pmu->config.snapshot == 1;
}

static const VMStateDescription vmstate_snapshot = {
    .name = "arm-pmu-partition/snapshot",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = snapshot_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_INT8(config.snapshot, ARMPMUStream),
        VMSTATE_END_OF_LIST()
    }
};

static int remainder_post_load(void *opaque, int version_id)
{
    ARMPMUStream *stream = opaque;

    return stream->past.remainder >> PMU_CYCLE_SHIFT ? -EINVAL : 0;
}

static int deadlines_post_load(void *opaque, int version_id)
{
    ARMPMUStream *stream = opaque;

    stream->past.timed = true;
    return 0;
}

static const VMStateDescription vmstate_remainder = {
    .name = "arm-pmu-partition/remainder",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = remainder_needed,
    .post_load = remainder_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(past.remainder, ARMPMUStream),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_deadlines = {
    .name = "arm-pmu-partition/deadlines",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = deadlines_needed,
    .post_load = deadlines_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64_ARRAY(past.due, ARMPMUStream, PMU_REGIMES),
        VMSTATE_INT64(past.timer_due, ARMPMUStream),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_config = {
    .name = "arm-pmu-partition",
    .version_id = 1,
    .minimum_version_id = 1,
    .priority = MIG_PRI_GICV3,
    .needed = config_needed,
    .pre_save = config_pre_save,
    .pre_load = config_pre_load,
    .post_load = config_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_INT8(config.partition, ARMPMUStream),
        VMSTATE_INT8(config.counters, ARMPMUStream),
        VMSTATE_INT8(config.version, ARMPMUStream),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) {
        &vmstate_icntr,
        &vmstate_snapshot,
        &vmstate_remainder,
        &vmstate_deadlines,
        NULL
    }
};

static void stream_class_init(ObjectClass *oc, PMUClassData data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "configuration of a CPU's PMU, as it is saved";
    dc->user_creatable = false;
    dc->vmsd = &vmstate_config;
}

static const TypeInfo stream_info = {
    .name = TYPE_ARM_PMU_STREAM,
    .parent = TYPE_DEVICE,
    .instance_size = sizeof(ARMPMUStream),
    .class_init = stream_class_init,
};

static void register_types(void)
{
    type_register_static(&stream_info);
}

type_init(register_types)

/* Of CPUs that are made one after the other it has the order, as theirs. */
void arm_pmu_register_config(ARMCPU *cpu)
{
    Object *stream = object_new(TYPE_ARM_PMU_STREAM);

    ARM_PMU_STREAM(stream)->cpu = cpu;
    object_property_add_child(OBJECT(cpu), "pmu-stream", stream);
    object_unref(stream);
    qdev_realize(DEVICE(stream), NULL, &error_abort);
}

/* By now the CPU's section is loaded, ours too if the stream has one. */
bool arm_pmu_stream_accepted(ARMCPU *cpu)
{
    return !cpu->pmu || take_incoming(cpu->pmu);
}

static void announce_events(ARMCPU *cpu)
{
    cpu->pmu->features.ceid[0] = cpu->pmceid0;
    cpu->pmu->features.ceid[1] = cpu->pmceid1;
}

void arm_pmu_realize(ARMCPU *cpu)
{
    ARMPMU *pmu = cpu->pmu;

    arm_pmu_register_config(cpu);
    if (!tcg_enabled()) {
        arm_register_pre_el_change_hook(cpu, pmu_pre_el_change, NULL);
        arm_register_el_change_hook(cpu, pmu_post_el_change, NULL);
        return;
    }
    pmu->features = arm_pmu_features(cpu);
    cpu->pmceid0 = pmu_ceid(&pmu->features, 0);
    cpu->pmceid1 = pmu_ceid(&pmu->features, 1);
    /* As stock has it, or streams would not pass */
    if (pmu->config.version == PMU_UNSET && !pmu->features.all_events) {
        cpu->pmceid0 &= ~BIT_ULL(PMU_EVENT_NUMBER_CHAIN);
    }
    announce_events(cpu);
    arm_pmu_attach(pmu);
}

void arm_pmu_free(ARMPMU *pmu)
{
    arm_pmu_detach(pmu);
    g_free(pmu->kvm_device);
    g_free(pmu);
}

void arm_pmu_reset(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        cpu->pmu->incoming = pmu_unset;
        cpu->pmu->past = (PMUPast) { };
        /* A guest that came from elsewhere may have had fewer. */
        announce_events(cpu);
        arm_pmu_trace_state(cpu->pmu);
        arm_pmu_rebuild(cpu->pmu);
    }
}

/* What a request to capture may do is left to the lowest Exception level. */
static void open_snapshot(ARMCPU *cpu, int target_el)
{
    CPUARMState *env = &cpu->env;

    if (cpu->pmu->features.el3_aa64) {
        env->cp15.mdcr_el3 |= MDCR_EL3_ENPMSS |
            (uint64_t)PMSSE_LOWER << MDCR_EL3_PMSSE_SHIFT;
    }
    if (cpu->pmu->features.el2 && target_el < 2) {
        env->cp15.mdcr_el2 |= (uint64_t)PMSSE_LOWER << MDCR_EL2_PMSSE_SHIFT;
    }
    if (cpu->pmu->features.fgt2 && target_el < 2) {
        cpu->pmu_regs[PMU_REG_HDFGRTR2] |= HDFGTR2_NPMECR | HDFGTR2_NPMSSCR |
                                           HDFGRTR2_NPMSSDATA;
        cpu->pmu_regs[PMU_REG_HDFGWTR2] |= HDFGTR2_NPMECR | HDFGTR2_NPMSSCR;
    }
}

void arm_pmu_emulate_firmware(ARMCPU *cpu, int target_el)
{
    CPUARMState *env = &cpu->env;

    if (!is_active(cpu) || cpu->pmu->features.version < PMU_V3P9) {
        return;
    }
    if (cpu->pmu->features.el3_aa64) {
        env->cp15.scr_el3 |= arm_pmu_scr_bits(cpu);
        env->cp15.mdcr_el3 |= MDCR_EL3_ENPM2;
    }
    if (cpu->pmu->features.fgt2 && target_el < 2) {
        cpu->pmu_regs[PMU_REG_HDFGRTR2] |= HDFGTR2_NPMUACR |
            HDFGTR2_NPMICNTR | HDFGTR2_NPMICFILTR;
        cpu->pmu_regs[PMU_REG_HDFGWTR2] |= HDFGTR2_NPMUACR |
            HDFGTR2_NPMICNTR | HDFGTR2_NPMICFILTR | HDFGWTR2_NPMZR;
    }
    if (cpu->pmu->features.snapshot) {
        open_snapshot(cpu, target_el);
    }
}

/* Most changes of CPSR are none of the regime: no lock for those. */
void arm_pmu_mode_changed(CPUARMState *env)
{
    ARMCPU *cpu = env_archcpu(env);
    ARMPMU *pmu = cpu->pmu;

    if (!is_active(cpu)) {
        return;
    }
    arm_pmu_trace_regime(pmu);
    if (pmu->hooked && pmu->regime != pmu_current_regime(env)) {
        BQL_LOCK_GUARD();
        arm_pmu_el_changed(pmu);
    }
}

/* Save and load. Where our model sleeps, QEMU's stock one may be awake. */

void arm_pmu_pre_save(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        arm_pmu_fold(cpu->pmu, UINT64_MAX);
    } else {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_save(ARMCPU *cpu)
{
    if (!is_active(cpu)) {
        pmu_op_finish(&cpu->env);
    }
}

void arm_pmu_pre_load(ARMCPU *cpu)
{
    if (!is_active(cpu)) {
        pmu_op_start(&cpu->env);
    }
}

void arm_pmu_post_load(ARMCPU *cpu)
{
    if (is_active(cpu)) {
        arm_pmu_trace_state(cpu->pmu);
        arm_pmu_settle(cpu->pmu, &cpu->pmu->past);
        cpu->pmu->past = (PMUPast) { };
    } else {
        pmu_op_finish(&cpu->env);
        if (cpu->pmu && tcg_enabled()) {
            /* Stock QEMU sends the number of its counters as HPMN. */
            cpu->env.cp15.mdcr_el2 &= ~MDCR_EL2_PMU;
        }
    }
}
