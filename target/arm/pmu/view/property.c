/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU properties "pmu-partition", "pmu-counters" and
 * "pmu-version".
 *
 * Every Arm CPU that can have a PMU has them, with every accelerator, so
 * that management software can find them; what is not available is refused
 * when the CPU is realized. A range error is raised when a property is set.
 * Unset, "pmu-counters" reads what the CPU has, the others read -1. "kvm-pmu"
 * is there under KVM only.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "system/kvm.h"
#include "system/qtest.h"
#include "system/tcg.h"
#include "cpu.h"
#include "internals.h"
#include "pmu/compat.h"
#include "pmu/pmu.h"
#include "pmu/engine/life.h"
#include "property.h"

static void get_partition(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    visit_type_int8(v, name, &arm_pmu_config(ARM_CPU(obj))->partition, errp);
}

static int8_t implemented_counters(ARMCPU *cpu)
{
    const PMUConfig *config = arm_pmu_config(cpu);

    if (!cpu->has_pmu) {
        return 0;
    }
    /* A guest of KVM has those that it owns, and no others. */
    if (kvm_enabled() && config->partition != PMU_UNSET) {
        return config->partition;
    }
    return pmu_config_counters(config);
}

static void get_counters(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    int8_t counters = implemented_counters(ARM_CPU(obj));

    visit_type_int8(v, name, &counters, errp);
}

bool arm_pmu_may_be_set(Object *obj, const char *name, Error **errp)
{
    if (!DEVICE(obj)->realized) {
        return true;
    }
    error_setg(errp, "'%s' cannot be changed once the CPU is realized: "
               "set it with -cpu or -global", name);
    return false;
}

static void set_number(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    PMUConfig *config = arm_pmu_config(ARM_CPU(obj));
    int64_t value;

    if (!arm_pmu_may_be_set(obj, name, errp) ||
        !visit_type_int(v, name, &value, errp)) {
        return;
    }
    if (value < 0 || value > PMU_MAX_COUNTERS) {
        error_setg(errp, "'%s' is a number of event counters from 0 to %d, "
                   "not %" PRId64, name, PMU_MAX_COUNTERS, value);
        return;
    }
    if (g_str_equal(name, "pmu-partition")) {
        config->partition = value;
    } else {
        config->counters = value;
    }
}

/* How each PMU version stands in the ID registers */
static const struct {
    int8_t version;
    uint8_t pmuver, perfmon;
} versions[] = {
    { 0, PMU_V3,   3 },
    { 1, PMU_V3P1, 4 },
    { 4, PMU_V3P4, 5 },
    { 5, PMU_V3P5, 6 },
    { 7, PMU_V3P7, 7 },
    { 8, PMU_V3P8, 8 },
    { 9, PMU_V3P9, 9 },
};

static int find_version(int64_t version)
{
    for (int i = 0; i < ARRAY_SIZE(versions); i++) {
        if (versions[i].version == version) {
            return i;
        }
    }
    return -1;
}

static void get_version(Object *obj, Visitor *v, const char *name,
                        void *opaque, Error **errp)
{
    visit_type_int8(v, name, &arm_pmu_config(ARM_CPU(obj))->version, errp);
}

static void set_version(Object *obj, Visitor *v, const char *name,
                        void *opaque, Error **errp)
{
    int64_t value;

    if (!arm_pmu_may_be_set(obj, name, errp) ||
        !visit_type_int(v, name, &value, errp)) {
        return;
    }
    if (find_version(value) < 0) {
        error_setg(errp, "'%s' is the x of FEAT_PMUv3p<x>: 0, 1, 4, 5, 7, 8 "
                   "or 9, not %" PRId64, name, value);
        return;
    }
    arm_pmu_config(ARM_CPU(obj))->version = value;
}

static char *get_device(Object *obj, Error **errp)
{
    return g_strdup(arm_pmu_settings(ARM_CPU(obj))->kvm_device);
}

static void set_device(Object *obj, const char *value, Error **errp)
{
    PMUSettings *settings = arm_pmu_settings(ARM_CPU(obj));

    if (arm_pmu_may_be_set(obj, "kvm-pmu", errp)) {
        g_free(settings->kvm_device);
        settings->kvm_device = g_strdup(value);
    }
}

static void release(Object *obj, const char *name, void *opaque)
{
    ARMCPU *cpu = ARM_CPU(obj);

    g_clear_pointer(&cpu->pmu, arm_pmu_free);
}

void arm_pmu_add_properties(ARMCPU *cpu)
{
    Object *obj = OBJECT(cpu);

    arm_pmu_new(cpu);
    arm_pmu_config(cpu)->model_counters = pmu_num_counters(&cpu->env);
    object_property_add(obj, "pmu-counters", "int", get_counters, set_number,
                        NULL, NULL);
    object_property_set_description(obj, "pmu-counters",
        "Implemented PMU event counters, 0..31");
    object_property_add(obj, "pmu-partition", "int", get_partition,
                        set_number, release, NULL);
    object_property_set_description(obj, "pmu-partition",
        "PMU event counters that the guest owns, 0..31");
    object_property_add(obj, "pmu-version", "int", get_version, set_version,
                        NULL, NULL);
    object_property_set_description(obj, "pmu-version",
        "The x of FEAT_PMUv3p<x>: 0, 1, 4, 5, 7, 8 or 9");
    if (kvm_enabled()) {
        object_property_add_str(obj, "kvm-pmu", get_device, set_device);
        object_property_set_description(obj, "kvm-pmu",
            "The host's PMU whose counters the guest gets, by perf's name");
    }
    arm_pmu_add_events_property(cpu);
    arm_pmu_add_optional_properties(cpu);
}

static bool has_hpmn0(ARMCPU *cpu)
{
    return FIELD_EX64_IDREG(&cpu->isar, ID_AA64DFR0, HPMN0) == 1 ||
           FIELD_EX32_IDREG(&cpu->isar, ID_DFR1, HPMN0) == 1;
}

/* CPUs of one type must agree. */
static bool cpus_agree(ARMCPU *cpu, Error **errp)
{
    CPUState *first = first_cpu;

    /* Not in the machine: the CPU of a query. */
    if (!first || !OBJECT(cpu)->parent ||
        object_get_class(OBJECT(first)) != object_get_class(OBJECT(cpu))) {
        return true;
    }
    return pmu_config_agrees(arm_pmu_config(ARM_CPU(first)),
                             arm_pmu_config(cpu), errp);
}

static bool check_partition(ARMCPU *cpu, int counters, Error **errp)
{
    int partition = arm_pmu_config(cpu)->partition;

    if (partition > counters) {
        error_setg(errp, "'pmu-partition' is %d, but this CPU implements %d "
                   "event counters: lower it, or raise 'pmu-counters'",
                   partition, counters);
        return false;
    }
    if (partition == 0 && !has_hpmn0(cpu)) {
        error_setg(errp, "'pmu-partition' can be 0 only on a CPU with "
                   "FEAT_HPMN0: use 1 or more, or the CPU 'max'");
        return false;
    }
    return true;
}

static PMUAccel accelerator(void)
{
    return tcg_enabled() || qtest_enabled() ? PMU_ACCEL_TCG :
           kvm_enabled() ? PMU_ACCEL_KVM : PMU_ACCEL_OTHER;
}

PMUVersion arm_pmu_version(ARMCPU *cpu)
{
    unsigned pmuver = FIELD_EX64_IDREG(&cpu->isar, ID_AA64DFR0, PMUVER);
    unsigned perfmon = FIELD_EX32_IDREG(&cpu->isar, ID_DFR0, PERFMON);
    PMUVersion version = PMU_V2;

    /* 15 is a PMU that is not Arm's. */
    for (int i = 0; i < ARRAY_SIZE(versions); i++) {
        if ((pmuver >= versions[i].pmuver && pmuver < 15) ||
            (perfmon >= versions[i].perfmon && perfmon < 15)) {
            version = versions[i].pmuver;
        }
    }
    return version;
}

bool arm_pmu_has_fgt2(ARMCPU *cpu)
{
    return arm_feature(&cpu->env, ARM_FEATURE_AARCH64) &&
           FIELD_EX64_IDREG(&cpu->isar, ID_AA64MMFR0, FGT) >= 2;
}

/* What comes with a version, and none has: PMEVTYPER<n>_EL0.MT */
static void set_companions(ARMCPU *cpu, PMUVersion pmuver)
{
    FIELD_DP32_IDREG(&cpu->isar, ID_DFR1, MTPMU, 0xf);
    if (!arm_feature(&cpu->env, ARM_FEATURE_AARCH64)) {
        return;
    }
    FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR0, MTPMU, 0xf);
    /* FEAT_PMUv3p9 wants FEAT_FGT2, which wants its predecessor. */
    if (pmuver >= PMU_V3P9 && cpu_isar_feature(aa64_fgt, cpu)) {
        FIELD_DP64_IDREG(&cpu->isar, ID_AA64MMFR0, FGT, 2);
    }
}

/* Any version on "max"; on another CPU no newer one than it has */
static bool set_id_fields(ARMCPU *cpu, int version, Error **errp)
{
    const char *type = object_get_typename(OBJECT(cpu));
    int i = find_version(version);

    if (version == PMU_UNSET) {
        return true;
    }
    if (versions[i].pmuver > arm_pmu_version(cpu) &&
        !g_str_equal(type, ARM_CPU_TYPE_NAME("max"))) {
        error_setg(errp, "'pmu-version' is %d, which is newer than this CPU's "
                   "PMU: lower it, or use the CPU 'max'", version);
        return false;
    }
    if (arm_feature(&cpu->env, ARM_FEATURE_AARCH64)) {
        FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR0, PMUVER, versions[i].pmuver);
    }
    FIELD_DP32_IDREG(&cpu->isar, ID_DFR0, PERFMON, versions[i].perfmon);
    set_companions(cpu, versions[i].pmuver);
    return true;
}

/*
 * FEAT_HPMN0 is part of EL2. A CPU with none of our properties keeps the
 * field as it is: it stands in the streams of stock QEMU.
 */
static void clear_hpmn0(ARMCPU *cpu)
{
    const PMUConfig *config = arm_pmu_config(cpu);

    if (cpu->has_el2 || (config->partition == PMU_UNSET &&
                         config->counters == PMU_UNSET &&
                         config->version == PMU_UNSET)) {
        return;
    }
    if (arm_feature(&cpu->env, ARM_FEATURE_AARCH64)) {
        FIELD_DP64_IDREG(&cpu->isar, ID_AA64DFR0, HPMN0, 0);
    }
    FIELD_DP32_IDREG(&cpu->isar, ID_DFR1, HPMN0, 0);
}

static bool finalize_tcg(ARMCPU *cpu, int *counters, Error **errp)
{
    PMUConfig *config = arm_pmu_config(cpu);

    if (config->counters != PMU_UNSET) {
        *counters = config->counters;
    }
    if (!set_id_fields(cpu, config->version, errp) ||
        !arm_pmu_set_optional(cpu, errp) ||
        !check_partition(cpu, *counters, errp)) {
        return false;
    }
    clear_hpmn0(cpu);
    /* With no EL2 in the guest, we stand in for its hypervisor. */
    if (config->partition != PMU_UNSET && !cpu->has_el2) {
        *counters = config->partition;
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
    config = arm_pmu_config(cpu);
    counters = config->model_counters;
    /* Whatever else the machine has: nothing of it is looked at before. */
    if (!pmu_config_available(config, arm_pmu_settings(cpu)->kvm_device,
                              cpu->has_pmu, accelerator(), errp)) {
        return;
    }
    /* KVM has to be asked: what the host gives is not a CPU model's. */
    if (!kvm_enabled()) {
        *config = pmu_config_normal(*config);
    }
    if (!cpus_agree(cpu, errp)) {
        return;
    }
    if (kvm_enabled() ? arm_pmu_kvm_finalize(cpu, &counters, errp)
                      : finalize_tcg(cpu, &counters, errp)) {
        cpu->isar.reset_pmcr_el0 = deposit64(cpu->isar.reset_pmcr_el0,
                                             PMCR_N_SHIFT, PMCR_N_LENGTH,
                                             counters);
    }
}

/*
 * An answer holds what would be accepted as a request, and then mean the
 * same: of what is unset only the number of counters.
 */
bool arm_pmu_in_model(ARMCPU *cpu, const char *property)
{
    const PMUConfig *config;

    if (!cpu->pmu) {
        return true;
    }
    config = arm_pmu_config(cpu);
    if (g_str_equal(property, "pmu-partition")) {
        return config->partition != PMU_UNSET;
    }
    if (g_str_equal(property, "kvm-pmu")) {
        return arm_pmu_settings(cpu)->kvm_device != NULL;
    }
    if (g_str_equal(property, "pmu-version")) {
        return config->version != PMU_UNSET;
    }
    if (g_str_equal(property, "pmu-icntr")) {
        return config->icntr != PMU_UNSET;
    }
    if (g_str_equal(property, "pmu-snapshot")) {
        return config->snapshot != PMU_UNSET;
    }
    if (g_str_equal(property, "pmu-counters")) {
        /* Under KVM not both */
        return !(kvm_enabled() && config->partition != PMU_UNSET) &&
               cpu->has_pmu && accelerator() != PMU_ACCEL_OTHER;
    }
    return true;
}

unsigned arm_pmu_reset_hpmn(ARMCPU *cpu)
{
    int partition = arm_pmu_config(cpu)->partition;

    if (!cpu->has_pmu) {
        return 0;
    }
    return partition != PMU_UNSET ? partition : pmu_num_counters(&cpu->env);
}
