/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: its configuration in a migration stream.
 *
 * It travels ahead of the CPUs, in a section that is there only if something
 * was configured: a stream that has more counters than we do would else be
 * refused for the length of its register list.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "migration/vmstate.h"
#include "system/kvm.h"
#include "system/replay.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/compat.h"
#include "pmu/pmu.h"
#include "pmu/engine/life.h"
#include "kvm-partition.h"
#include "stream.h"

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
static bool same_guest(ARMCPU *cpu, const PMUConfig *theirs)
{
    unsigned here = pmu_num_counters(&cpu->env);
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

static bool take_incoming(ARMCPU *cpu)
{
    PMUSettings *settings = arm_pmu_settings(cpu);
    PMUConfig theirs = settings->incoming, ours = settings->config;
    unsigned same;

    /* The next stream may have no such section. */
    settings->incoming = pmu_unset;
    if (kvm_enabled()) {
        return same_guest(cpu, &theirs);
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

static bool is_configured(const PMUConfig *config)
{
    return config->partition != PMU_UNSET ||
           config->counters != PMU_UNSET ||
           config->version != PMU_UNSET;
}

/* A stream that stock QEMU can load stays one: there a count is lost. */
static bool remainder_needed(void *opaque)
{
    ARMCPU *cpu = ((ARMPMUStream *)opaque)->cpu;

    return arm_pmu_is_active(cpu->pmu) && arm_pmu_is_divided(cpu->pmu) &&
           (is_configured(arm_pmu_config(cpu)) ||
            arm_pmu_implements(cpu->pmu)->all_events);
}

/* The timer's expiry is an event of the log. */
static bool deadlines_needed(void *opaque)
{
    ARMCPU *cpu = ((ARMPMUStream *)opaque)->cpu;

    return arm_pmu_is_active(cpu->pmu) && replay_mode != REPLAY_MODE_NONE;
}

static bool config_needed(void *opaque)
{
    ARMPMUStream *stream = opaque;

    return is_configured(arm_pmu_config(stream->cpu)) ||
           remainder_needed(opaque) || deadlines_needed(opaque);
}

static int config_pre_save(void *opaque)
{
    ARMPMUStream *stream = opaque;
    ARMPMU *pmu = stream->cpu->pmu;

    stream->config = *arm_pmu_config(stream->cpu);
    if (arm_pmu_is_active(pmu)) {
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
    PMUSettings *settings = arm_pmu_settings(stream->cpu);

    settings->incoming = stream->config;
    if (!take_incoming(stream->cpu)) {
        return -EINVAL;
    }
    settings->incoming = stream->config;
    settings->past = stream->past;
    return 0;
}

static bool icntr_needed(void *opaque)
{
    ARMPMUStream *stream = opaque;

    return arm_pmu_config(stream->cpu)->icntr == 1;
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

    return arm_pmu_config(stream->cpu)->snapshot == 1;
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
    return !cpu->pmu || take_incoming(cpu);
}
