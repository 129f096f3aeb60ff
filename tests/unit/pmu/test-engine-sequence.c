/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine against the naive PMU, through random sequences of
 * operations: see engine-sequence.h.
 *
 * With file names as arguments, runs those instead, as the fuzzer does.
 */

#include "check.h"
#include "engine-sequence.h"

static void run_many(PairRandom *random, int runs)
{
    for (int run = 0; run < runs; run++) {
        uint8_t bytes[1024];
        char why[2048];

        for (size_t i = 0; i < sizeof(bytes); i++) {
            bytes[i] = pair_random(random);
        }
        if (!engine_sequence_run(bytes, sizeof(bytes), why, sizeof(why))) {
            g_test_fail_printf("%s", why);
            return;
        }
    }
}

/* The same ones each time: what they find, they always find. */
static void test_fixed(void)
{
    PairRandom random = { 1 };

    run_many(&random, 300);
}

static void test_random(void)
{
    PairRandom random = check_random();

    run_many(&random, 100);
}

/* No bytes at all: a PMU without counters lives too. */
static void test_empty(void)
{
    uint8_t none[1] = { 0 };
    char why[2048];

    if (!engine_sequence_run(none, 0, why, sizeof(why))) {
        g_test_fail_printf("%s", why);
    }
}

static void test_file(const void *name)
{
    g_autofree char *bytes = NULL;
    gsize length;
    char why[2048];

    if (!g_file_get_contents(name, &bytes, &length, NULL)) {
        g_test_fail_printf("cannot read it");
    } else if (!engine_sequence_run((uint8_t *)bytes, length, why,
                                    sizeof(why))) {
        g_test_fail_printf("%s", why);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (argc == 1) {
        g_test_add_func("/engine-sequence/empty", test_empty);
        g_test_add_func("/engine-sequence/fixed", test_fixed);
        g_test_add_func("/engine-sequence/random", test_random);
    }
    for (int i = 1; i < argc; i++) {
        g_autofree char *base = g_path_get_basename(argv[i]);
        g_autofree char *path = g_strdup_printf("/engine-sequence/%s", base);

        g_test_add_data_func(path, argv[i], test_file);
    }
    return g_test_run();
}
