/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: which of the host's PMUs is behind a guest's.
 *
 * A host whose CPUs are of several kinds has a PMU for each. Linux used to
 * take the one of the CPU that it happened to run on. With the vCPU feature
 * STRICT (Linux 7.3) it takes none: user space selects one, and until then a
 * guest has no event counter. STRICT is used wherever the kernel has it, so
 * that a partition is always one of a known PMU.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "kvm-partition.h"
#include "kvm-uapi.h"

bool pmu_kvm_strict(const PMUKernel *kernel, const PMURequest *request)
{
    return request->property && kernel->has_strict();
}

bool pmu_kvm_select(const PMUKernel *kernel, int vcpu,
                    const PMURequest *request, Error **errp)
{
    Error *why = NULL;
    uint32_t type;

    if (!request->device && !pmu_kvm_strict(kernel, request)) {
        return true;
    }
    if (!kernel->find_device(request->device, &type, errp)) {
        return false;
    }
    if (kernel->set_attr(vcpu, KVM_ARM_VCPU_PMU_V3_SET_PMU, &type, &why) < 0) {
        error_propagate_prepend(errp, why, "'%s' is not available, drop it: "
                                "KVM does not take the host's PMU of type "
                                "%" PRIu32 ": ", request->property, type);
        return false;
    }
    return true;
}

/* The PMU of a kind of CPU lists its CPUs in "cpus"; no other device does. */
static bool read_type(const char *dir, const char *name, uint32_t *type)
{
    g_autofree char *cpus = g_build_filename(dir, name, "cpus", NULL);
    g_autofree char *path = g_build_filename(dir, name, "type", NULL);
    g_autofree char *text = NULL;
    char *end;

    if (!g_file_test(cpus, G_FILE_TEST_EXISTS) ||
        !g_file_get_contents(path, &text, NULL, NULL)) {
        return false;
    }
    *type = g_ascii_strtoull(text, &end, 10);
    return end != text;
}

/* Returns how many PMUs there are; @type: of the last that has @name, if any */
static unsigned list_pmus(const char *path, const char *name, uint32_t *type,
                          bool *found, GString *names)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    unsigned count = 0;
    const char *entry;
    uint32_t value;

    *found = false;
    while (dir && (entry = g_dir_read_name(dir))) {
        if (!read_type(path, entry, &value)) {
            continue;
        }
        g_string_append_printf(names, "%s%s", count++ ? ", " : "", entry);
        if (!name || g_str_equal(name, entry)) {
            *type = value;
            *found = true;
        }
    }
    g_clear_pointer(&dir, g_dir_close);
    return count;
}

bool pmu_host_device(const char *dir, const char *name, uint32_t *type,
                     Error **errp)
{
    g_autoptr(GString) names = g_string_new(NULL);
    bool found;
    unsigned count = list_pmus(dir, name, type, &found, names);

    if (!count) {
        error_setg(errp, "the host's PMU has to be named to KVM, but %s has "
                   "none: have sysfs mounted there", dir);
    } else if (!found) {
        error_setg(errp, "'kvm-pmu' is '%s', but the PMUs of this host's CPUs "
                   "are: %s", name, names->str);
    } else if (!name && count > 1) {
        error_setg(errp, "this host's CPUs have several PMUs: choose one with "
                   "'kvm-pmu', and keep the vCPUs on its CPUs: %s",
                   names->str);
    } else {
        return true;
    }
    return false;
}
