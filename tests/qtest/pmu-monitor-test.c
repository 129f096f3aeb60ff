/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: query-arm-pmu and "info pmu" on machines that have not run.
 *
 * That the schema has the command, which vCPUs are in the answer, and what a
 * PMU says of itself after reset. What it says while a guest runs is for
 * scripts/check-monitor. And what a CPU model's expansion keeps of switches.
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"

static QList *query(QTestState *qts, const char *command)
{
    g_autoptr(QDict) resp = qtest_qmp(qts, "{ 'execute': %s }", command);

    g_assert(qdict_haskey(resp, "return"));
    return qobject_ref(qdict_get_qlist(resp, "return"));
}

/* The answer for vCPU @i */
static QDict *cpu_of(QList *list, int i)
{
    const QListEntry *entry = qlist_first(list);

    for (; i; i--) {
        entry = qlist_next(entry);
    }
    return qobject_to(QDict, qlist_entry_obj(entry));
}

/* Whoever uses it is to know that it may change. */
static bool is_unstable(QDict *info)
{
    const QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(info, "features"), entry) {
        QString *feature = qobject_to(QString, qlist_entry_obj(entry));

        if (g_str_equal(qstring_get_str(feature), "unstable")) {
            return true;
        }
    }
    return false;
}

/* Introspection: a command without arguments, which returns an array */
static void test_schema(void)
{
    QTestState *qts = qtest_init("-machine none");
    g_autoptr(QList) schema = query(qts, "query-qmp-schema");
    const char *returns = NULL;
    const QListEntry *entry;
    int arrays = 0;

    QLIST_FOREACH_ENTRY(schema, entry) {
        QDict *info = qobject_to(QDict, qlist_entry_obj(entry));

        if (g_str_equal(qdict_get_str(info, "name"), "query-arm-pmu")) {
            g_assert_cmpstr(qdict_get_str(info, "meta-type"), ==, "command");
            g_assert_true(qdict_haskey(info, "features") &&
                          is_unstable(info));
            returns = qdict_get_str(info, "ret-type");
        }
    }
    g_assert_nonnull(returns);
    QLIST_FOREACH_ENTRY(schema, entry) {
        QDict *info = qobject_to(QDict, qlist_entry_obj(entry));

        arrays += g_str_equal(qdict_get_str(info, "name"), returns) &&
                  g_str_equal(qdict_get_str(info, "meta-type"), "array");
    }
    g_assert_cmpint(arrays, ==, 1);
    qtest_quit(qts);
}

/* Machines in which there is nothing to show */

typedef struct Nothing {
    const char *name, *arguments, *machine, *text;
} Nothing;

static const Nothing nothing[] = {
    { "no-machine", "-machine none", "none", "There is no CPU" },
    { "pmu-off", "-machine virt -cpu max,pmu=off -accel tcg", "virt",
      "CPU#0 has no PMU to show" },
    { "arm926", "-machine none -cpu arm926 -accel tcg", "none",
      "CPU#0 has no PMU to show" },
    { "no-accelerator", "-machine virt -cpu cortex-a57 -accel qtest", "virt",
      "CPU#0 has no PMU to show" },
};

static void test_nothing(const void *data)
{
    const Nothing *test = data;
    g_autoptr(QList) list = NULL;
    g_autofree char *text = NULL;
    QTestState *qts;

    if (!g_str_equal(test->machine, "none") &&
        !qtest_has_machine(test->machine)) {
        g_test_skip("this QEMU lacks the machine");
        return;
    }
    qts = qtest_initf("%s -nodefaults -S", test->arguments);
    list = query(qts, "query-arm-pmu");
    g_assert_true(qlist_empty(list));
    text = qtest_hmp(qts, "info pmu");
    g_assert_cmpstr(g_strchomp(text), ==, test->text);
    qtest_quit(qts);
}

/* A PMU after reset */

typedef struct Reset {
    const char *name, *machine, *cpu;
    int implemented, hpmn, effective;           /* hpmn -1: no EL2 */
    const char *origin, *version, *regime;
} Reset;

static const Reset resets[] = {
    { "plain", "virt", "max", 6, -1, 6, "reset", "v3p5", "ns-el1" },
    { "partition", "virt", "max,pmu-partition=3", 3, -1, 3, "property",
      "v3p5", "ns-el1" },
    { "el2", "virt,virtualization=on", "max", 6, 6, 6, "reset", "v3p5",
      "ns-el2" },
    { "el2/partition", "virt,virtualization=on",
      "max,pmu-partition=2,pmu-counters=31", 31, 2, 2, "property", "v3p5",
      "ns-el2" },
    { "el2/none", "virt,virtualization=on", "max,pmu-partition=0", 6, 0, 0,
      "property", "v3p5", "ns-el2" },
    { "el3", "virt,secure=on,virtualization=on", "max,pmu-counters=0", 0, 0,
      0, "reset", "v3p5", "el3" },
    { "version", "virt", "max,pmu-version=8", 6, -1, 6, "reset", "v3p8",
      "ns-el1" },
    { "snapshot", "virt", "max,pmu-version=9,pmu-snapshot=on", 6, -1, 6,
      "reset", "v3p9", "ns-el1" },
    { "icntr", "virt", "max,pmu-version=9,pmu-icntr=on", 6, -1, 6, "reset",
      "v3p9", "ns-el1" },
    { "neoverse-n1", "virt", "neoverse-n1", 6, -1, 6, "reset", "v3p1",
      "ns-el1" },
    { "cortex-a15", "virt", "cortex-a15", 6, -1, 6, "reset", "v2",
      "ns-el1" },
};

static void check_reset(QDict *info, int index, const Reset *want)
{
    QDict *cycles = qdict_get_qdict(info, "cycle-counter");

    g_assert_cmpint(qdict_haskey(info, "instruction-counter"), ==,
                    strstr(want->cpu, "pmu-icntr=on") != NULL);
    if (strstr(want->cpu, "pmu-snapshot=on")) {
        g_assert_cmpstr(qdict_get_str(info, "capture"), ==, "disabled");
        g_assert_false(qdict_get_bool(info, "capture-done"));
        g_assert_cmpint(qdict_get_int(qdict_get_qdict(info, "cycle-counter"),
                                      "captured"), ==, 0);
    } else {
        g_assert_false(qdict_haskey(info, "capture"));
    }
    g_assert_cmpint(qdict_get_int(info, "cpu-index"), ==, index);
    g_assert_cmpstr(qdict_get_str(info, "accelerator"), ==, "tcg");
    g_assert_cmpstr(qdict_get_str(info, "version"), ==, want->version);
    g_assert_cmpstr(qdict_get_str(info, "regime"), ==, want->regime);
    g_assert_cmpint(qdict_get_int(info, "implemented"), ==,
                    want->implemented);
    g_assert_cmpint(qdict_get_try_int(info, "hpmn", -1), ==, want->hpmn);
    g_assert_cmpint(qdict_get_int(info, "effective-hpmn"), ==,
                    want->effective);
    g_assert_cmpstr(qdict_get_str(info, "hpmn-origin"), ==, want->origin);
    g_assert_cmpint(qlist_size(qdict_get_qlist(info, "counters")), ==,
                    want->implemented);
    g_assert_false(qdict_get_bool(info, "irq-level"));
    g_assert_false(qdict_get_bool(cycles, "counting"));
    g_assert_cmpstr(qdict_get_str(cycles, "idle-reason"), ==, "disabled");
    g_assert_cmpint(qdict_get_int(cycles, "value"), ==, 0);
}

/* The second CPU is off, and answers. */
static void test_reset(const void *data)
{
    const Reset *test = data;
    g_auto(GStrv) cpu = g_strsplit(test->cpu, ",", 2);
    g_autofree char *one = NULL, *all = NULL;
    g_autoptr(QList) list = NULL;
    QTestState *qts;

    if (!qtest_has_machine("virt") || !qtest_has_cpu_model(*cpu)) {
        g_test_skip("this QEMU lacks the machine or the CPU type");
        return;
    }
    qts = qtest_initf("-machine %s -cpu %s -accel tcg -smp 2 -nodefaults -S",
                      test->machine, test->cpu);
    list = query(qts, "query-arm-pmu");
    g_assert_cmpint(qlist_size(list), ==, 2);
    check_reset(cpu_of(list, 0), 0, test);
    check_reset(cpu_of(list, 1), 1, test);
    one = qtest_hmp(qts, "info pmu");
    all = qtest_hmp(qts, "info pmu -a");
    g_assert_true(g_str_has_prefix(one, "CPU#0 at "));
    g_assert_null(strstr(one, "CPU#1"));
    g_assert_true(g_str_has_prefix(all, one));
    g_assert_true(g_str_has_prefix(all + strlen(one), "CPU#1 at "));
    qtest_quit(qts);
}

/* An "off" that was asked for is said, as an "on" is. */

static void check_kept(QTestState *qts, const char *name, bool on)
{
    QDict *props = qdict_new();
    g_autoptr(QDict) resp = NULL;

    qdict_put_int(props, "pmu-version", 9);
    qdict_put_bool(props, name, on);
    resp = qtest_qmp(qts,
        "{ 'execute': 'query-cpu-model-expansion',"
        "  'arguments': { 'type': 'full',"
        "                 'model': { 'name': 'max', 'props': %p } } }", props);
    g_assert(qdict_haskey(resp, "return"));
    props = qdict_get_qdict(qdict_get_qdict(qdict_get_qdict(resp, "return"),
                                            "model"), "props");
    g_assert_true(qdict_haskey(props, name));
    g_assert_true(qdict_get_bool(props, name) == on);
}

static void test_expansion(void)
{
    static const char *const names[] = { "pmu-icntr", "pmu-snapshot" };
    QTestState *qts = qtest_init("-machine virt -accel tcg -nodefaults -S");

    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        check_kept(qts, names[i], false);
        check_kept(qts, names[i], true);
    }
    qtest_quit(qts);
}

static void add_tests(void)
{
    char *path;

    qtest_add_func("/pmu-monitor/schema", test_schema);
    if (qtest_has_machine("virt") && g_str_equal(qtest_get_arch(), "aarch64")) {
        qtest_add_func("/pmu-monitor/expansion", test_expansion);
    }
    for (int i = 0; i < ARRAY_SIZE(nothing); i++) {
        path = g_strconcat("/pmu-monitor/nothing/", nothing[i].name, NULL);
        qtest_add_data_func(path, &nothing[i], test_nothing);
        g_free(path);
    }
    for (int i = 0; i < ARRAY_SIZE(resets); i++) {
        path = g_strconcat("/pmu-monitor/reset/", resets[i].name, NULL);
        qtest_add_data_func(path, &resets[i], test_reset);
        g_free(path);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (qtest_has_accel("tcg")) {
        add_tests();
    }
    return g_test_run();
}
