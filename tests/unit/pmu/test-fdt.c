/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hw/arm/pmu-fdt.c: the nodes of PMUs of one kind, of several, and of none.
 *
 * Several only here: no board whose tree QEMU writes has CPUs of two kinds.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "system/device_tree.h"
#include "pmu-fdt.h"
#include "main.h"
#include <libfdt.h>

#define A7 "arm,cortex-a7-pmu"
#define A15 "arm,cortex-a15-pmu"
#define V8 "arm,armv8-pmuv3"
#define PPI 7
#define FLAGS 0x304
#define CPUS 3

static const char *const paths[CPUS] = { "/cpu@0", "/cpu@1", "/cpu@2" };
static char tree[4096];

/* A tree of three CPUs, of which only the second has a phandle as yet */
static void new_tree(void)
{
    fdt_create_empty_tree(tree, sizeof(tree));
    for (size_t i = 0; i < CPUS; i++) {
        qemu_fdt_add_path(tree, paths[i]);
    }
    qemu_fdt_setprop_cell(tree, paths[1], "phandle", 0x8001);
}

/* The CPUs' PMUs are these; NULL for none. */
static void write_nodes(const char *first, const char *second,
                        const char *third)
{
    const ARMPMUFdtCPU cpus[CPUS] = {
        { paths[0], first }, { paths[1], second }, { paths[2], third },
    };

    arm_pmu_fdt_write(tree, cpus, CPUS, PPI, FLAGS);
}

static bool has_node(const char *path)
{
    return fdt_path_offset(tree, path) >= 0;
}

static void check_cells(const char *path, const char *property,
                        const uint32_t *want, size_t count)
{
    int size = 0;
    const uint32_t *cells = qemu_fdt_getprop(tree, path, property, &size, NULL);

    g_assert_nonnull(cells);
    if (!cells) {
        return;
    }
    g_assert_cmpint(size, ==, count * sizeof(*cells));
    for (size_t i = 0; i < MIN(count, size / sizeof(*cells)); i++) {
        g_assert_cmphex(cpu_to_be32(cells[i]), ==, want[i]);
    }
}

/* @cpus: a bit for each CPU that interrupt-affinity lists; 0 if it is absent */
static void check_node(const char *path, const char *compatible, unsigned cpus)
{
    const uint32_t interrupt[] = { 1, PPI, FLAGS };
    uint32_t affinity[CPUS];
    size_t count = 0;

    g_assert_true(has_node(path));
    if (!has_node(path)) {
        return;
    }
    g_assert_cmpstr(qemu_fdt_getprop(tree, path, "compatible", NULL, NULL),
                    ==, compatible);
    check_cells(path, "interrupts", interrupt, 3);
    for (size_t i = 0; i < CPUS; i++) {
        if (cpus & (1 << i)) {
            affinity[count++] = qemu_fdt_get_phandle(tree, paths[i]);
        }
    }
    if (cpus) {
        check_cells(path, "interrupt-affinity", affinity, count);
    } else {
        g_assert_null(qemu_fdt_getprop(tree, path, "interrupt-affinity",
                                       NULL, NULL));
    }
}

static void test_names(void)
{
    g_assert_cmpstr(arm_pmu_fdt_compatible(true, "arm,cortex-a57"), ==, V8);
    g_assert_cmpstr(arm_pmu_fdt_compatible(true, NULL), ==, V8);
    g_assert_cmpstr(arm_pmu_fdt_compatible(false, "arm,cortex-a7"), ==, A7);
    g_assert_cmpstr(arm_pmu_fdt_compatible(false, "arm,cortex-a8"), ==,
                    "arm,cortex-a8-pmu");
    g_assert_cmpstr(arm_pmu_fdt_compatible(false, "arm,cortex-a9"), ==,
                    "arm,cortex-a9-pmu");
    g_assert_cmpstr(arm_pmu_fdt_compatible(false, "arm,cortex-a15"), ==, A15);
    /* Cortex-R5: the binding has no name for its PMU. */
    g_assert_null(arm_pmu_fdt_compatible(false, NULL));
    g_assert_null(arm_pmu_fdt_compatible(false, "arm,cortex-r5"));
}

static void test_one_kind(void)
{
    new_tree();
    write_nodes(A15, A15, A15);
    check_node("/pmu", A15, 0);
    g_assert_false(has_node("/pmu-1"));
    /* Nothing refers to a CPU: none is given a phandle. */
    g_assert_cmpuint(fdt_get_phandle(tree, fdt_path_offset(tree, paths[0])),
                     ==, 0);
}

static void test_completed(void)
{
    new_tree();
    qemu_fdt_add_path(tree, "/pmu");
    qemu_fdt_setprop_string(tree, "/pmu", "compatible", A7);
    write_nodes(V8, V8, V8);
    check_node("/pmu", V8, 0);
    g_assert_false(has_node("/pmu-1"));
}

static void test_two_kinds(void)
{
    new_tree();
    write_nodes(A15, A7, A15);
    check_node("/pmu", A15, 5);
    check_node("/pmu-1", A7, 2);
    g_assert_false(has_node("/pmu-2"));
    g_assert_cmphex(qemu_fdt_get_phandle(tree, paths[1]), ==, 0x8001);
    g_assert_cmphex(qemu_fdt_get_phandle(tree, paths[0]), !=,
                    qemu_fdt_get_phandle(tree, paths[2]));
}

static void test_some_without(void)
{
    new_tree();
    write_nodes(NULL, V8, V8);
    check_node("/pmu", V8, 6);
    g_assert_false(has_node("/pmu-1"));
}

static void test_none(void)
{
    new_tree();
    write_nodes(NULL, NULL, NULL);
    g_assert_false(has_node("/pmu"));
}

void add_tests(void)
{
    g_test_add_func("/fdt/names", test_names);
    g_test_add_func("/fdt/one-kind", test_one_kind);
    g_test_add_func("/fdt/completed", test_completed);
    g_test_add_func("/fdt/two-kinds", test_two_kinds);
    g_test_add_func("/fdt/some-without", test_some_without);
    g_test_add_func("/fdt/none", test_none);
}
