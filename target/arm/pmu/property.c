/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU properties "pmu-partition" and "pmu-counters".
 *
 * Every Arm CPU that can have a PMU has both, with every accelerator, so
 * that management software can find them; what cannot be had is refused
 * when the CPU is realized. A range error is raised when a property is set.
 * Unset, both read -1.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/qdev-properties.h"
#include "system/kvm.h"
#include "cpu.h"
#include "internals.h"
#include "pmu.h"
#include "engine.h"

static int8_t *property_field(Object *obj, const char *name)
{
    PMUConfig *config = &ARM_CPU(obj)->pmu->config;

    return g_str_equal(name, "pmu-partition") ? &config->partition
                                              : &config->counters;
}

static void get_number(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    visit_type_int8(v, name, property_field(obj, name), errp);
}

static void set_number(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    int64_t value;

    if (DEVICE(obj)->realized) {
        error_setg(errp, "'%s' cannot be changed once the CPU is realized: "
                   "set it with -cpu or -global", name);
        return;
    }
    if (!visit_type_int(v, name, &value, errp)) {
        return;
    }
    if (value < 0 || value > PMU_MAX_COUNTERS) {
        error_setg(errp, "'%s' is a number of event counters from 0 to %d, "
                   "not %" PRId64, name, PMU_MAX_COUNTERS, value);
        return;
    }
    *property_field(obj, name) = value;
}

static void release(Object *obj, const char *name, void *opaque)
{
    ARMCPU *cpu = ARM_CPU(obj);

    arm_pmu_stop(cpu->pmu);
    g_clear_pointer(&cpu->pmu, g_free);
}

void arm_pmu_add_properties(ARMCPU *cpu)
{
    Object *obj = OBJECT(cpu);

    cpu->pmu = g_new0(ARMPMU, 1);
    cpu->pmu->config = (PMUConfig) { PMU_UNSET, PMU_UNSET };
    object_property_add(obj, "pmu-counters", "int", get_number, set_number,
                        NULL, NULL);
    object_property_set_description(obj, "pmu-counters",
        "Implemented PMU event counters, 0..31");
    object_property_add(obj, "pmu-partition", "int", get_number, set_number,
                        release, NULL);
    object_property_set_description(obj, "pmu-partition",
        "PMU event counters that the guest owns, 0..31");
}

static bool has_hpmn0(ARMCPU *cpu)
{
    return FIELD_EX64(cpu->isar.id_aa64dfr0, ID_AA64DFR0, HPMN0) == 1 ||
           FIELD_EX32(cpu->isar.id_dfr1, ID_DFR1, HPMN0) == 1;
}

/* A machine has one partition: CPUs of one type must agree. */
static bool cpus_agree(ARMCPU *cpu, Error **errp)
{
    PMUConfig ours = cpu->pmu->config, theirs;
    CPUState *first = first_cpu;

    /* Not in the machine: the CPU of a query. */
    if (!first || !OBJECT(cpu)->parent ||
        object_get_class(OBJECT(first)) != object_get_class(OBJECT(cpu))) {
        return true;
    }
    theirs = ARM_CPU(first)->pmu->config;
    if (theirs.partition == ours.partition &&
        theirs.counters == ours.counters) {
        return true;
    }
    error_setg(errp, "'pmu-partition' and 'pmu-counters' must be the same on "
               "all CPUs: the first has %d and %d, this one %d and %d "
               "(-1: unset)", theirs.partition, theirs.counters,
               ours.partition, ours.counters);
    return false;
}

static bool check_partition(ARMCPU *cpu, int counters, Error **errp)
{
    int partition = cpu->pmu->config.partition;

    if (partition > counters) {
        error_setg(errp, "'pmu-partition' is %d, but this CPU implements %d "
                   "event counters: lower it, or raise 'pmu-counters'",
                   partition, counters);
        return false;
    }
    if (partition == 0 && !has_hpmn0(cpu)) {
        error_setg(errp, "'pmu-partition' can be 0 only on a CPU with "
                   "FEAT_HPMN0: use 1 to %d, or the CPU 'max'", counters);
        return false;
    }
    return true;
}

static bool check_pmu(ARMCPU *cpu, const char *property, int value,
                      Error **errp)
{
    if (value == PMU_UNSET) {
        return true;
    }
    if (!cpu->has_pmu) {
        error_setg(errp, "'%s' needs a PMU, and this CPU has 'pmu' off: "
                   "use pmu=on, or drop '%s'", property, property);
        return false;
    }
    if (kvm_enabled()) {
        error_setg(errp, "'%s' is not available with KVM yet: use TCG, or "
                   "drop '%s'", property, property);
        return false;
    }
    return true;
}

void arm_pmu_finalize(ARMCPU *cpu, Error **errp)
{
    PMUConfig *config;
    int counters;

    if (!cpu->pmu) {
        return;
    }
    config = &cpu->pmu->config;
    counters = config->counters != PMU_UNSET ? config->counters
                                             : pmu_num_counters(&cpu->env);
    if (!check_pmu(cpu, "pmu-partition", config->partition, errp) ||
        !check_pmu(cpu, "pmu-counters", config->counters, errp) ||
        !check_partition(cpu, counters, errp) || !cpus_agree(cpu, errp)) {
        return;
    }
    /* With no EL2 in the guest, we stand in for its hypervisor. */
    if (config->partition != PMU_UNSET && !cpu->has_el2) {
        counters = config->partition;
    }
    cpu->isar.reset_pmcr_el0 = deposit64(cpu->isar.reset_pmcr_el0,
                                         PMCR_N_SHIFT, PMCR_N_LENGTH,
                                         counters);
}

unsigned arm_pmu_reset_hpmn(ARMCPU *cpu)
{
    int partition = cpu->pmu->config.partition;

    if (!cpu->has_pmu) {
        return 0;
    }
    return partition != PMU_UNSET ? partition : pmu_num_counters(&cpu->env);
}
