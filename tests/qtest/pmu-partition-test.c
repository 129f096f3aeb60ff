/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the CPU properties pmu-partition, pmu-counters and pmu-version.
 *
 * Which CPU types have them, what they read, what is accepted, and the exact
 * text of each refusal, on the command line, by qom-set and in a CPU model
 * query. What a guest sees of its counters is for the guests in
 * tests/tcg/aarch64/system/pmu.
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "qobject/qdict.h"
#include "qobject/qjson.h"
#include "qobject/qlist.h"

#define PARTITION "pmu-partition"
#define COUNTERS "pmu-counters"
#define VERSION "pmu-version"
#define UNSET (-1)

#define REALIZED(property) \
    "'" property "' cannot be changed once the CPU is realized: " \
    "set it with -cpu or -global"
#define RANGE(property, value) \
    "'" property "' is a number of event counters from 0 to 31, not " value
#define NO_PMU(property) \
    "'" property "' needs a PMU, and this CPU has 'pmu' off: " \
    "use pmu=on, or drop '" property "'"
#define TOO_MANY(partition, counters) \
    "'pmu-partition' is " partition ", but this CPU implements " counters \
    " event counters: lower it, or raise 'pmu-counters'"
#define NO_HPMN0 \
    "'pmu-partition' can be 0 only on a CPU with FEAT_HPMN0: " \
    "use 1 or more, or the CPU 'max'"

#define NO_VERSION(value) \
    "'pmu-version' is the x of FEAT_PMUv3p<x>: 0, 1, 4, 5, 7, 8 or 9, " \
    "not " value
#define TOO_NEW(value) \
    "'pmu-version' is " value ", which is newer than this CPU's PMU: " \
    "lower it, or use the CPU 'max'"

/* -cpu sets properties as globals, and QEMU says so of each it cannot set. */
#define GLOBAL(cpu, setting, text) \
    "can't apply global " cpu "-arm-cpu." setting ": " text

/* Which CPU types have the properties */

static QDict *list_properties(QTestState *qts, const char *type)
{
    g_autoptr(QDict) resp = qtest_qmp(qts,
        "{ 'execute': 'qom-list-properties',"
        "  'arguments': { 'typename': %s } }", type);
    QDict *properties = qdict_new();
    const QListEntry *entry;

    g_assert(qdict_haskey(resp, "return"));
    QLIST_FOREACH_ENTRY(qdict_get_qlist(resp, "return"), entry) {
        QDict *info = qobject_to(QDict, qlist_entry_obj(entry));

        qdict_put_str(properties, qdict_get_str(info, "name"),
                      qdict_get_str(info, "type"));
    }
    return properties;
}

/* A CPU type has the properties exactly if it has "pmu". */
static bool check_type(QTestState *qts, const char *type)
{
    g_autoptr(QDict) properties = list_properties(qts, type);
    const char *want = qdict_haskey(properties, "pmu") ? "int" : NULL;

    g_test_message("%s: %s", type, want ?: "none");
    g_assert_cmpstr(qdict_get_try_str(properties, PARTITION), ==, want);
    g_assert_cmpstr(qdict_get_try_str(properties, COUNTERS), ==, want);
    g_assert_cmpstr(qdict_get_try_str(properties, VERSION), ==, want);
    return want;
}

static void test_every_type(void)
{
    QTestState *qts = qtest_init("-machine none");
    g_autoptr(QDict) resp = qtest_qmp(qts,
        "{ 'execute': 'query-cpu-definitions' }");
    const QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(resp, "return"), entry) {
        QDict *info = qobject_to(QDict, qlist_entry_obj(entry));

        check_type(qts, qdict_get_str(info, "typename"));
    }
    qtest_quit(qts);
}

static void test_known_types(void)
{
    static const struct { const char *cpu; bool has_pmu; } known[] = {
        { "max", true }, { "cortex-a57", true }, { "neoverse-n1", true },
        { "cortex-a7", true }, { "cortex-a15", true }, { "cortex-r5", true },
        { "cortex-r52", true },
        { "arm926", false }, { "cortex-m3", false }, { "cortex-m33", false },
    };
    QTestState *qts = qtest_init("-machine none");

    for (int i = 0; i < ARRAY_SIZE(known); i++) {
        g_autofree char *type = g_strdup_printf("%s-arm-cpu", known[i].cpu);

        if (qtest_has_cpu_model(known[i].cpu)) {
            g_assert(check_type(qts, type) == known[i].has_pmu);
        }
    }
    qtest_quit(qts);
}

/* What is accepted, and reads back; counters are told where unset too */

typedef struct Accepted {
    const char *name, *machine, *cpu;
    int partition, counters;
} Accepted;

static int qom_get_int(QTestState *qts, const char *path, const char *name)
{
    g_autoptr(QDict) resp = qtest_qmp(qts,
        "{ 'execute': 'qom-get',"
        "  'arguments': { 'path': %s, 'property': %s } }", path, name);

    g_assert(qdict_haskey(resp, "return"));
    return qdict_get_int(resp, "return");
}

/* Takes over @resp. */
static void assert_error(QDict *resp, const char *want)
{
    g_assert(qdict_haskey(resp, "error"));
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(resp, "error"), "desc"),
                    ==, want);
    qobject_unref(resp);
}

static QDict *qom_set(QTestState *qts, const char *path, const char *name)
{
    return qtest_qmp(qts,
        "{ 'execute': 'qom-set',"
        "  'arguments': { 'path': %s, 'property': %s, 'value': 2 } }",
        path, name);
}

static void check_cpu(QTestState *qts, const char *path, const Accepted *want)
{
    for (int i = 0; i < 2; i++) {
        g_assert_cmpint(qom_get_int(qts, path, PARTITION), ==,
                        want->partition);
        g_assert_cmpint(qom_get_int(qts, path, COUNTERS), ==,
                        want->counters);
        /* And then they still are what they were. */
        assert_error(qom_set(qts, path, PARTITION), REALIZED(PARTITION));
        assert_error(qom_set(qts, path, COUNTERS), REALIZED(COUNTERS));
        assert_error(qom_set(qts, path, VERSION), REALIZED(VERSION));
    }
}

static const Accepted accepted[] = {
    { "unset", "virt", "max", UNSET, 6 },
    { "none", "virt", "max,pmu-partition=0", 0, 6 },
    { "some", "virt", "max,pmu-partition=3", 3, 6 },
    { "all", "virt", "max,pmu-partition=6", 6, 6 },
    { "31", "virt", "max,pmu-partition=31,pmu-counters=31", 31, 31 },
    { "none-of-31", "virt", "max,pmu-partition=0,pmu-counters=31", 0, 31 },
    { "none-of-none", "virt", "max,pmu-partition=0,pmu-counters=0", 0, 0 },
    { "own-counters", "virt", "max,pmu-counters=6", UNSET, 6 },
    { "counters", "virt", "max,pmu-counters=8", UNSET, 8 },
    { "no-counters", "virt", "cortex-a57,pmu-counters=0", UNSET, 0 },
    { "no-pmu", "virt", "max,pmu=off", UNSET, 0 },
    { "el2/none", "virt,virtualization=on", "max,pmu-partition=0", 0, 6 },
    { "el2/all", "virt,virtualization=on", "max,pmu-partition=6", 6, 6 },
    { "el2/31", "virt,virtualization=on",
      "max,pmu-partition=31,pmu-counters=31", 31, 31 },
    { "el3/none", "virt,secure=on", "max,pmu-partition=0", 0, 6 },
    { "el3/all", "virt,secure=on", "max,pmu-partition=6", 6, 6 },
    { "el3/31", "virt,secure=on",
      "max,pmu-partition=31,pmu-counters=31", 31, 31 },
    { "el2-el3/some", "virt,secure=on,virtualization=on",
      "max,pmu-partition=2,pmu-counters=4", 2, 4 },
    { "cortex-a15", "virt", "cortex-a15,pmu-partition=1", 1, 6 },
    { "cortex-a57", "virt", "cortex-a57,pmu-partition=6", 6, 6 },
    { "neoverse-n1", "virt", "neoverse-n1,pmu-partition=1", 1, 6 },
    { "cortex-r52", "mps3-an536", "cortex-r52,pmu-partition=3", 3, 4 },
    /* Its display would want a ROM file, which a build may lack. */
    { "sbsa-ref", "sbsa-ref",
      "max,pmu-partition=4 -global bochs-display.romfile=", 4, 6 },
};

static bool has(const char *machine_options, const char *cpu_options)
{
    g_auto(GStrv) machine = g_strsplit(machine_options, ",", 2);
    g_auto(GStrv) cpu = g_strsplit(cpu_options, ",", 2);

    if (qtest_has_cpu_model(*cpu) &&
        (g_str_equal(*machine, "none") || qtest_has_machine(*machine))) {
        return true;
    }
    g_test_skip("this QEMU lacks the machine or the CPU type");
    return false;
}

/* Both CPUs of the machine, and what each says once it is realized */
static void check_accepted(const Accepted *test, const char *accel)
{
    QTestState *qts = qtest_initf("-machine %s -accel %s -cpu %s -smp 2 "
                                  "-nodefaults -S",
                                  test->machine, accel, test->cpu);
    g_autoptr(QDict) resp = qtest_qmp(qts,
        "{ 'execute': 'query-cpus-fast' }");
    QList *cpus = qdict_get_qlist(resp, "return");
    const QListEntry *entry;

    g_assert_cmpint(qlist_size(cpus), ==, 2);
    QLIST_FOREACH_ENTRY(cpus, entry) {
        QDict *info = qobject_to(QDict, qlist_entry_obj(entry));

        check_cpu(qts, qdict_get_str(info, "qom-path"), test);
    }
    qtest_quit(qts);
}

static void test_accepted(const void *data)
{
    const Accepted *test = data;

    if (!has(test->machine, test->cpu)) {
        return;
    }
    check_accepted(test, "tcg");
}

/* If the CPU were accepted, then -loadvm would fail: QEMU ends anyhow. */
static int run_qemu(const char *accel, const char *machine, const char *cpu,
                    char **text)
{
    const char *argv[] = {
        g_getenv("QTEST_QEMU_BINARY"), "-machine", machine, "-cpu", cpu,
        "-accel", accel, "-nodefaults", "-display", "none", "-loadvm", "none",
        NULL
    };
    g_autoptr(GError) error = NULL;
    int status;

    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                 NULL, text, &status, &error);
    g_assert_no_error(error);
    return status;
}

/* With no accelerator. Some boards know few CPU types then. */
static void test_accepted_without_tcg(const void *data)
{
    const Accepted *test = data;
    g_auto(GStrv) cpu = g_strsplit(test->cpu, ",", 2);
    g_autofree char *text = NULL;

    if (!has(test->machine, test->cpu)) {
        return;
    }
    run_qemu("qtest", test->machine, *cpu, &text);
    if (strstr(text, "Invalid CPU model")) {
        g_test_skip("the board lacks the CPU type without TCG");
        return;
    }
    check_accepted(test, "qtest");
}

/* What is refused on the command line: exit status 1 and one line of text */

typedef struct Refused {
    const char *name, *machine, *cpu, *text;
} Refused;

static const Refused refused[] = {
    { "too-many", "virt", "max,pmu-partition=7", TOO_MANY("7", "6") },
    { "el2/too-many", "virt,virtualization=on", "max,pmu-partition=7",
      TOO_MANY("7", "6") },
    { "el3/too-many", "virt,secure=on", "max,pmu-partition=7",
      TOO_MANY("7", "6") },
    { "sbsa-ref/too-many", "sbsa-ref", "max,pmu-partition=7",
      TOO_MANY("7", "6") },
    { "more-than-counters", "virt", "max,pmu-counters=4,pmu-partition=5",
      TOO_MANY("5", "4") },
    { "any-order", "virt", "max,pmu-partition=5,pmu-counters=4",
      TOO_MANY("5", "4") },
    { "range/32", "virt", "max,pmu-partition=32",
      GLOBAL("max", "pmu-partition=32", RANGE(PARTITION, "32")) },
    { "range/-1", "virt", "max,pmu-partition=-1",
      GLOBAL("max", "pmu-partition=-1", RANGE(PARTITION, "-1")) },
    { "range/256", "virt", "max,pmu-partition=256",
      GLOBAL("max", "pmu-partition=256", RANGE(PARTITION, "256")) },
    { "range/counters", "virt", "max,pmu-counters=32",
      GLOBAL("max", "pmu-counters=32", RANGE(COUNTERS, "32")) },
    { "not-a-number", "virt", "max,pmu-partition=abc",
      GLOBAL("max", "pmu-partition=abc",
             "Parameter 'pmu-partition' expects int64") },
    { "pmu-off", "virt", "max,pmu=off,pmu-partition=2", NO_PMU(PARTITION) },
    { "pmu-off/after", "virt", "max,pmu-partition=2,pmu=off",
      NO_PMU(PARTITION) },
    { "pmu-off/counters", "virt", "max,pmu=off,pmu-counters=2",
      NO_PMU(COUNTERS) },
    { "version", "virt", "max,pmu-version=6",
      GLOBAL("max", "pmu-version=6", NO_VERSION("6")) },
    { "version/too-new", "virt", "cortex-a57,pmu-version=1", TOO_NEW("1") },
    { "pmu-off/version", "virt", "max,pmu=off,pmu-version=5",
      NO_PMU(VERSION) },
    { "no-hpmn0", "virt", "cortex-a57,pmu-partition=0", NO_HPMN0 },
    { "no-hpmn0/el2", "virt,virtualization=on", "neoverse-n1,pmu-partition=0",
      NO_HPMN0 },
    { "no-hpmn0/aarch32", "virt", "cortex-a15,pmu-partition=0", NO_HPMN0 },
    { "m-profile", "none", "cortex-m33,pmu-partition=1",
      GLOBAL("cortex-m33", "pmu-partition=1",
             "Property 'cortex-m33-arm-cpu.pmu-partition' not found") },
    { "m-profile/counters", "stm32vldiscovery", "cortex-m3,pmu-counters=1",
      GLOBAL("cortex-m3", "pmu-counters=1",
             "Property 'cortex-m3-arm-cpu.pmu-counters' not found") },
};

static void test_refused(const void *data)
{
    const Refused *test = data;
    g_autofree char *program =
        g_path_get_basename(g_getenv("QTEST_QEMU_BINARY"));
    g_autofree char *want = g_strdup_printf("%s: %s\n", program, test->text);
    g_autofree char *text = NULL;
    int status;

    if (!has(test->machine, test->cpu)) {
        return;
    }
    status = run_qemu("tcg", test->machine, test->cpu, &text);
    g_assert_cmpstr(text, ==, want);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
}

/* CPU model queries, as management software makes them */

static QDict *expand(QTestState *qts, const char *cpu, const char *props)
{
    return qtest_qmp(qts,
        "{ 'execute': 'query-cpu-model-expansion',"
        "  'arguments': { 'type': 'full',"
        "                 'model': { 'name': %s, 'props': %p } } }",
        cpu, qobject_from_json(props, NULL));
}

static QDict *answer(QDict *resp)
{
    g_assert(qdict_haskey(resp, "return"));
    return qdict_get_qdict(qdict_get_qdict(qdict_get_qdict(resp, "return"),
                                           "model"), "props");
}

/* An answer is what -cpu takes as well, and means the same there. */
static void check_command_line(const char *cpu, QDict *props, int partition,
                               int counters)
{
    Accepted want = { .partition = partition, .counters = MAX(counters, 0) };
    g_autoptr(GString) options = g_string_new(cpu);
    const QDictEntry *entry;
    QTestState *qts;

    for (entry = qdict_first(props); entry; entry = qdict_next(props, entry)) {
        g_autoptr(GString) value = qobject_to_json(qdict_entry_value(entry));

        g_string_append_printf(options, ",%s=%s", qdict_entry_key(entry),
                               value->str);
    }
    qts = qtest_initf("-machine virt -accel tcg -nodefaults -S -cpu %s",
                      options->str);
    check_cpu(qts, "/machine/unattached/device[0]", &want);
    qtest_quit(qts);
}

static void assert_expands(QTestState *qts, const char *cpu,
                           const char *props, int partition, int counters,
                           int version)
{
    g_autoptr(QDict) resp = expand(qts, cpu, props);
    QDict *got = answer(resp);
    g_autoptr(GString) json = qobject_to_json(QOBJECT(got));
    g_autoptr(QDict) again = expand(qts, cpu, json->str);

    g_assert_cmpint(qdict_get_try_int(got, PARTITION, UNSET), ==, partition);
    g_assert_cmpint(qdict_get_try_int(got, COUNTERS, UNSET), ==, counters);
    g_assert_cmpint(qdict_get_try_int(got, VERSION, UNSET), ==, version);
    /* It is a request that gets the same answer. */
    g_assert_true(qobject_is_equal(QOBJECT(answer(again)), QOBJECT(got)));
    check_command_line(cpu, got, partition, counters);
}

static const struct { const char *cpu, *props, *text; } not_expanded[] = {
    { "max", "{'pmu-partition': 7}", TOO_MANY("7", "6") },
    { "max", "{'pmu-counters': 4, 'pmu-partition': 5}", TOO_MANY("5", "4") },
    { "max", "{'pmu': false, 'pmu-partition': 2}", NO_PMU(PARTITION) },
    { "max", "{'pmu-partition': 32}", RANGE(PARTITION, "32") },
    { "max", "{'pmu-counters': -1}", RANGE(COUNTERS, "-1") },
    { "max", "{'pmu-partition': 'abc'}",
      "Invalid parameter type for 'model.props.pmu-partition', "
      "expected: integer" },
    { "max", "{'pmu-version': 3}", NO_VERSION("3") },
    { "cortex-a57", "{'pmu-version': 8}", TOO_NEW("8") },
    { "cortex-a57", "{'pmu-partition': 0}", NO_HPMN0 },
};

static void test_query(void)
{
    QTestState *qts = qtest_init("-machine virt -accel tcg -nodefaults -S");

    assert_expands(qts, "max", "{}", UNSET, 6, UNSET);
    assert_expands(qts, "cortex-a15", "{}", UNSET, 6, UNSET);
    assert_expands(qts, "max", "{'pmu-partition': 3}", 3, 6, UNSET);
    assert_expands(qts, "max", "{'pmu-counters': 6}", UNSET, 6, UNSET);
    assert_expands(qts, "max", "{'pmu-counters': 31}", UNSET, 31, UNSET);
    assert_expands(qts, "max", "{'pmu-counters': 8, 'pmu-partition': 0}", 0, 8,
                   UNSET);
    assert_expands(qts, "max", "{'pmu-version': 8}", UNSET, 6, 8);
    assert_expands(qts, "max", "{'pmu-version': 0}", UNSET, 6, 0);
    assert_expands(qts, "max", "{'pmu': false}", UNSET, UNSET, UNSET);
    for (int i = 0; i < ARRAY_SIZE(not_expanded); i++) {
        assert_error(expand(qts, not_expanded[i].cpu, not_expanded[i].props),
                     not_expanded[i].text);
    }
    qtest_quit(qts);
}

/* A query is of a CPU, whatever partition the machine itself has. */
static void test_query_beside_machine(void)
{
    QTestState *qts = qtest_init("-machine virt -accel tcg -nodefaults -S "
                                 "-cpu max,pmu-partition=2");

    assert_expands(qts, "max", "{}", 2, 6, UNSET);
    assert_expands(qts, "max", "{'pmu-partition': 5}", 5, 6, UNSET);
    assert_expands(qts, "cortex-a57", "{}", UNSET, 6, UNSET);
    qtest_quit(qts);
}

/* What -global asks for in vain is refused, whatever else is asked for. */
static void test_query_beside_global(void)
{
    QTestState *qts = qtest_init("-machine none -accel tcg "
                                 "-global max-arm-cpu.pmu-partition=20");

    assert_error(qtest_qmp(qts,
        "{ 'execute': 'query-cpu-model-expansion',"
        "  'arguments': { 'type': 'full', 'model': { 'name': 'max' } } }"),
        TOO_MANY("20", "6"));
    assert_error(expand(qts, "max", "{'pmu-counters': 8}"),
                 TOO_MANY("20", "8"));
    qtest_quit(qts);
}

static void add_tests(void)
{
    char *path;

    qtest_add_func("/pmu-partition/types/every", test_every_type);
    qtest_add_func("/pmu-partition/types/known", test_known_types);
    for (int i = 0; i < ARRAY_SIZE(accepted); i++) {
        path = g_strconcat("/pmu-partition/accepted/", accepted[i].name, NULL);
        qtest_add_data_func(path, &accepted[i], test_accepted);
        g_free(path);
        /* Without TCG, "max" is a Cortex-A57: it lacks FEAT_HPMN0. */
        if (accepted[i].partition != 0) {
            path = g_strconcat("/pmu-partition/accepted-without-tcg/",
                               accepted[i].name, NULL);
            qtest_add_data_func(path, &accepted[i],
                                test_accepted_without_tcg);
            g_free(path);
        }
    }
    for (int i = 0; i < ARRAY_SIZE(refused); i++) {
        path = g_strconcat("/pmu-partition/refused/", refused[i].name, NULL);
        qtest_add_data_func(path, &refused[i], test_refused);
        g_free(path);
    }
    qtest_add_func("/pmu-partition/query/values", test_query);
    qtest_add_func("/pmu-partition/query/beside-machine",
                   test_query_beside_machine);
    qtest_add_func("/pmu-partition/query/beside-global",
                   test_query_beside_global);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (qtest_has_accel("tcg")) {
        add_tests();
    }
    return g_test_run();
}
