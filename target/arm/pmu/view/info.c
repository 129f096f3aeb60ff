/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: HMP's "info pmu": what query-arm-pmu says, for people.
 */

#include "qemu/osdep.h"
#include "monitor/hmp.h"
#include "monitor/monitor.h"
#include "qemu/module.h"
#include "qobject/qdict.h"
#include "cpu.h"
#include "monitor.h"

/* Where a counter counts, in words */

static const char *const states[] = { "", "S ", "Realm " };
#define LEVELS 3        /* in each of them: EL0 to EL2 */

QEMU_BUILD_BUG_ON(ARM_PMU_REGIME_S_EL0 != LEVELS);
QEMU_BUILD_BUG_ON(ARM_PMU_REGIME_REALM_EL0 != 2 * LEVELS);
QEMU_BUILD_BUG_ON(ARM_PMU_REGIME_EL3 != 3 * LEVELS);

/* "EL0", "EL0-1" or "EL0,2" for some of three levels */
static void add_levels(GString *text, unsigned levels)
{
    if (levels == 7) {
        g_string_append(text, "EL0-2");
    } else if (is_power_of_2(levels)) {
        g_string_append_printf(text, "EL%d", ctz32(levels));
    } else {
        g_string_append_printf(text, "EL%d%c%d", ctz32(levels),
                               levels == 5 ? ',' : '-', levels == 3 ? 1 : 2);
    }
}

static char *counts_in(const ArmPmuCounter *counter)
{
    GString *text = g_string_new(NULL);
    unsigned mask = 0;

    for (ArmPmuRegimeList *r = counter->counts_in; r; r = r->next) {
        mask |= 1 << r->value;
    }
    for (int i = 0; i < ARRAY_SIZE(states); i++) {
        unsigned levels = mask >> (LEVELS * i) & 7;

        if (levels) {
            g_string_append_printf(text, "%s%s", text->len ? " " : "",
                                   states[i]);
            add_levels(text, levels);
        }
    }
    if (mask >> ARM_PMU_REGIME_EL3 & 1) {
        g_string_append_printf(text, "%sEL3", text->len ? " " : "");
    }
    if (!text->len) {
        g_string_append(text, "nowhere");
    }
    return g_string_free(text, false);
}

/* Lines */

static const char *regime_name(ArmPmuRegime regime)
{
    static const char *const names[] = {
        "EL0", "EL1", "EL2", "Secure EL0", "Secure EL1", "Secure EL2",
        "Realm EL0", "Realm EL1", "Realm EL2", "EL3",
    };

    QEMU_BUILD_BUG_ON(ARRAY_SIZE(names) != ARM_PMU_REGIME__MAX);
    return names[regime];
}

static void print_head(Monitor *mon, const ArmPmuInfo *info)
{
    static const char *const origins[] = {
        [ARM_PMU_HPMN_ORIGIN_RESET] = "from reset",
        [ARM_PMU_HPMN_ORIGIN_PROPERTY] = "from pmu-partition",
        [ARM_PMU_HPMN_ORIGIN_GUEST] = "written by the guest",
    };

    monitor_printf(mon, "CPU#%" PRId64 " at %s: PMU%s, %s%s%s, "
                   "%d event counters",
                   info->cpu_index, regime_name(info->regime),
                   ArmPmuVersion_str(info->version),
                   ArmPmuAccelerator_str(info->accelerator),
                   info->has_kvm_backing ? " with " : "",
                   info->has_kvm_backing ?
                   ArmPmuKvmBacking_str(info->kvm_backing) : "",
                   info->implemented);
    if (info->has_kvm_maximum) {
        monitor_printf(mon, " of %d at most", info->kvm_maximum);
    }
    monitor_printf(mon, "\nHPMN: ");
    if (!info->has_hpmn) {
        monitor_printf(mon, "no EL2; ");
    } else if (info->hpmn != info->effective_hpmn) {
        monitor_printf(mon, "%d, effective ", info->hpmn);
    }
    monitor_printf(mon, "%d, %s\n", info->effective_hpmn,
                   origins[info->hpmn_origin]);
}

static void print_irq(Monitor *mon, const ArmPmuInfo *info)
{
    static const char *const terms[] = {
        [ARM_PMU_IRQ_TERM_PMCR_E] = "PMCR.E and the first range",
        [ARM_PMU_IRQ_TERM_MDCR_EL2_HPME] = "HPME and the second range",
    };

    monitor_printf(mon, "PMUIRQ: %s", info->irq_level ? "high" : "low");
    for (ArmPmuIrqTermList *t = info->irq_terms; t; t = t->next) {
        monitor_printf(mon, "%s%s", t == info->irq_terms ? ", by " : "; by ",
                       terms[t->value]);
    }
    monitor_printf(mon, "\n");
}

/* " 0 1 C", those that EL0 can read, or that it can write */
static char *user_counters(const ArmPmuInfo *info, ArmPmuUserAccess access)
{
    GString *text = g_string_new(NULL);

    for (ArmPmuEventCounterList *c = info->counters; c; c = c->next) {
        if (c->value->user_access >= access) {
            g_string_append_printf(text, " %d", c->value->index);
        }
    }
    if (info->cycle_counter->user_access >= access) {
        g_string_append(text, " C");
    }
    if (info->instruction_counter &&
        info->instruction_counter->user_access >= access) {
        g_string_append(text, " I");
    }
    return g_string_free(text->len ? text : g_string_assign(text, " none"),
                         false);
}

static void print_user(Monitor *mon, const ArmPmuInfo *info)
{
    g_autofree char *read = user_counters(info, ARM_PMU_USER_ACCESS_READ);
    g_autofree char *write = user_counters(info, ARM_PMU_USER_ACCESS_WRITE);

    if (info->cycle_counter->has_user_access) {
        monitor_printf(mon, "EL0 (PMUSERENR.UEN): reads%s, writes%s\n",
                       read, write);
    }
}

/* " 0=12 1=0 C=345": what was captured */
static void print_snapshot(Monitor *mon, const ArmPmuInfo *info)
{
    if (!info->has_capture) {
        return;
    }
    monitor_printf(mon, "captures are %s, the last one %s:",
                   ArmPmuCapture_str(info->capture),
                   info->capture_done ? "succeeded" : "failed, or none yet");
    for (ArmPmuEventCounterList *c = info->counters; c; c = c->next) {
        monitor_printf(mon, " %d=%" PRIu64, c->value->index,
                       c->value->captured);
    }
    monitor_printf(mon, " C=%" PRIu64, info->cycle_counter->captured);
    if (info->instruction_counter) {
        monitor_printf(mon, " I=%" PRIu64,
                       info->instruction_counter->captured);
    }
    monitor_printf(mon, "\n");
}

static const char *state_name(const ArmPmuCounter *counter)
{
    static const char *const idle[] = {
        [ARM_PMU_IDLE_REASON_DISABLED] = "disabled",
        [ARM_PMU_IDLE_REASON_RANGE_DISABLED] = "range disabled",
        [ARM_PMU_IDLE_REASON_FROZEN] = "frozen",
        [ARM_PMU_IDLE_REASON_PROHIBITED] = "prohibited",
        [ARM_PMU_IDLE_REASON_FILTERED] = "filtered",
    };

    return counter->counting ? "counting" : idle[counter->idle_reason];
}

static void print_counter(Monitor *mon, const char *number,
                          const char *event, const ArmPmuCounter *counter)
{
    g_autofree char *where = counts_in(counter);

    monitor_printf(mon, "%2s %-21s %20" PRIu64 " %-14s %-3s %-3s %s\n",
                   number, event, counter->value, state_name(counter),
                   counter->overflow ? "yes" : "-",
                   counter->interrupt_enabled ? "on" : "-", where);
}

/* The event's number and name, or why there is nothing to count */
static char *event_text(const ArmPmuEventCounter *counter)
{
    bool none = counter->has_event_kind &&
                counter->event_kind == ARM_PMU_EVENT_KIND_NONE;
    const char *name = counter->event_name ?: "";

    return g_strdup_printf("0x%04x %s", counter->event,
                           none ? "no such event" : name);
}

static void print_range(Monitor *mon, const ArmPmuInfo *info,
                        ArmPmuRange range)
{
    for (ArmPmuEventCounterList *c = info->counters; c; c = c->next) {
        if (c->value->range == range) {
            g_autofree char *number = g_strdup_printf("%d", c->value->index);
            g_autofree char *event = event_text(c->value);

            print_counter(mon, number, event,
                          qapi_ArmPmuEventCounter_base(c->value));
        }
    }
}

static void print_info(Monitor *mon, const ArmPmuInfo *info)
{
    print_head(mon, info);
    print_irq(mon, info);
    print_user(mon, info);
    print_snapshot(mon, info);
    monitor_printf(mon, "   %-21s %20s %-14s %s %s %s\n", "event", "value",
                   "state", "ovf", "int", "counts in");
    monitor_printf(mon, "first range, %s (PMCR.E):\n",
                   info->first_range_enabled ? "enabled" : "disabled");
    print_range(mon, info, ARM_PMU_RANGE_FIRST);
    print_counter(mon, "C", "cycle counter", info->cycle_counter);
    if (info->instruction_counter) {
        print_counter(mon, "I", "instruction counter",
                      info->instruction_counter);
    }
    if (info->effective_hpmn < info->implemented) {
        monitor_printf(mon, "second range, %s (MDCR_EL2.HPME):\n",
                       info->second_range_enabled ? "enabled" : "disabled");
        print_range(mon, info, ARM_PMU_RANGE_SECOND);
    }
}

static void print_cpu(Monitor *mon, CPUState *cs)
{
    Error *err = NULL;
    ArmPmuInfo *info = arm_pmu_info(cs, &err);

    if (info) {
        print_info(mon, info);
    } else if (!hmp_handle_error(mon, err)) {
        monitor_printf(mon, "CPU#%d has no PMU to show\n", cs->cpu_index);
    }
    qapi_free_ArmPmuInfo(info);
}

/*
 * The monitor's CPU; with -a all of them. Not mon_get_cpu(), which fetches
 * the CPU's state from KVM and so has it written back.
 */
static void hmp_info_pmu(Monitor *mon, const QDict *qdict)
{
    CPUState *cs = qemu_get_cpu(monitor_get_cpu_index(mon));

    if (!cs) {
        monitor_printf(mon, "There is no CPU\n");
    } else if (qdict_get_try_bool(qdict, "all", false)) {
        CPU_FOREACH(cs) {
            print_cpu(mon, cs);
        }
    } else {
        print_cpu(mon, cs);
    }
}

static void register_command(void)
{
    monitor_register_hmp("pmu", true, hmp_info_pmu);
}
type_init(register_command)
