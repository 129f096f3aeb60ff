/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of A32 and T32 instructions, counted one by one: conditions that
 * fail, IT blocks, the many ways to write the PC, and, at EL0, exceptions in
 * the middle of a block.
 */
#include "event-table.h"
#include "lib32/a32.h"

#define SEQUENCE(name) uint64_t name(uint64_t a, uint64_t b)
SEQUENCE(a32_nothing);
SEQUENCE(a32_conditions);
SEQUENCE(a32_multiple);
SEQUENCE(a32_branches);
SEQUENCE(a32_conditional_branches);
SEQUENCE(a32_exclusives);
SEQUENCE(a32_reads);
SEQUENCE(a32_vectors);
SEQUENCE(a32_long);
SEQUENCE(t32_it);
SEQUENCE(t32_branches);
SEQUENCE(t32_multiple);
SEQUENCE(leave_udf);
SEQUENCE(leave_ldm);
SEQUENCE(leave_stm);
SEQUENCE(leave_ldrex);
SEQUENCE(leave_svc);
SEQUENCE(leave_system);
SEQUENCE(leave_fetch);
SEQUENCE(leave_t32_udf);
SEQUENCE(leave_t32_svc);
SEQUENCE(leave_t32_ldm);

static uint64_t memory[8] __attribute__((aligned(64)));

/* The write that stops counting */
static const struct counts stop = { { [INST] = 1, [DP] = 1 } };

static const struct sequence {
    const char *name;
    guest_fn *fn;
    struct counts counts;
} sequences[] = {
    { "nothing", a32_nothing, { { 0 } } },
    { "A32 conditions", a32_conditions,
      { { [INST] = 13, [DP] = 3, [LD] = 1, [ST] = 1, [MEM] = 2, [BR] = 3,
          [BR_IMMED] = 3, [PC_WRITE] = 1 } } },
    { "A32 loads and stores", a32_multiple,
      { { [INST] = 9, [DP] = 1, [LD] = 4, [ST] = 4, [MEM] = 8 } } },
    { "A32 branches", a32_branches,
      { { [INST] = 16, [DP] = 3, [LD] = 3, [ST] = 2, [MEM] = 5, [BR] = 11,
          [BR_IMMED] = 3, [BR_RETURN] = 3, [BR_INDIRECT] = 8,
          [PC_WRITE] = 11 } } },
    { "A32 conditional branches", a32_conditional_branches,
      { { [INST] = 22, [DP] = 9, [LD] = 2, [ST] = 2, [MEM] = 4, [BR] = 10,
          [BR_IMMED] = 5, [BR_RETURN] = 2, [BR_INDIRECT] = 5,
          [PC_WRITE] = 6 } } },
    { "A32 exclusives", a32_exclusives,
      { { [INST] = 7, [DP] = 1, [LD] = 1, [ST] = 1, [MEM] = 2, [LDREX] = 1,
          [STREX] = 3, [STREX_PASS] = 1, [STREX_FAIL] = 2 } } },
    { "A32 conditional reads of PMCCNTR", a32_reads,
      { { [INST] = 5, [DP] = 5 } } },
    { "A32 vectors", a32_vectors,
      { { [INST] = 13, [DP] = 2, [VFP] = 3, [ASE] = 1, [LD] = 3, [ST] = 3,
          [MEM] = 6 } } },
    { "A32, a long block", a32_long,
      { { [INST] = 900, [DP] = 300, [LD] = 300, [MEM] = 300 } } },
    { "T32 IT blocks", t32_it,
      { { [INST] = 17, [DP] = 10, [LD] = 1, [MEM] = 1, [BR] = 2,
          [BR_IMMED] = 1, [BR_INDIRECT] = 1, [PC_WRITE] = 1 } } },
    { "T32 branches", t32_branches,
      { { [INST] = 22, [DP] = 6, [LD] = 2, [ST] = 1, [MEM] = 3, [BR] = 15,
          [BR_IMMED] = 11, [BR_RETURN] = 2, [BR_INDIRECT] = 4,
          [PC_WRITE] = 11 } } },
    { "T32 loads and stores", t32_multiple,
      { { [INST] = 10, [DP] = 1, [LD] = 5, [ST] = 4, [MEM] = 9, [LDREX] = 1,
          [STREX] = 1, [STREX_PASS] = 1 } } },
};

/* An addition and a load lie before each exception. */
static const struct counts before = {
    { [INST] = 2, [DP] = 1, [LD] = 1, [MEM] = 1, [EXC_TAKEN] = 1 }
};

/* @slot: of the vector that is recorded, 0 for none */
static const struct leave {
    const char *name;
    guest_fn *fn;
    unsigned slot;
    struct counts more;
} leaves[] = {
    { "UDF", leave_udf, 1, { { [EXC_UNDEF] = 1 } } },
    { "an abort of LDM", leave_ldm, 4, { { [EXC_DABORT] = 1 } } },
    { "an abort of STM", leave_stm, 4, { { [EXC_DABORT] = 1 } } },
    { "an abort of LDREX", leave_ldrex, 4, { { [EXC_DABORT] = 1 } } },
    { "SVC", leave_svc, 0, { { [INST] = 1, [EXC_SVC] = 1 } } },
    { "MRC of SCTLR", leave_system, 1, { { [EXC_UNDEF] = 1 } } },
    { "an abort of a fetch", leave_fetch, 3,
      { { [INST] = 1, [BR] = 1, [BR_INDIRECT] = 1, [PC_WRITE] = 1,
          [EXC_PABORT] = 1 } } },
    { "UDF of T32", leave_t32_udf, 1, { { [EXC_UNDEF] = 1 } } },
    { "SVC of T32", leave_t32_svc, 0, { { [INST] = 1, [EXC_SVC] = 1 } } },
    { "an abort of LDM of T32", leave_t32_ldm, 4, { { [EXC_DABORT] = 1 } } },
};

static void test_sequence(enum regime r, const struct sequence *s)
{
    struct counts want = s->counts;

    test_begin("D13.12 %s at %s", s->name, regime_name(r));
    counts_add(&want, &stop, 1);
    expect_counts(r, s->fn, (uintptr_t)memory, (struct counted[2]) {
                      { only_in(r), &want, "there" },
                      { only_in(r), NULL, "nowhere" },
                  }, NULL);
    test_end();
}

static void test_leave(enum regime r, const struct leave *l)
{
    struct counts want = l->more;

    test_begin("D13.12 %s at %s", l->name, regime_name(r));
    counts_add(&want, &before, 1);
    expected_abort = l->slot;
    expect_counts(r, l->fn, (uintptr_t)memory, (struct counted[2]) {
                      { only_in(r), &want, "there" },
                      { only_in(r), NULL, "nowhere" },
                  }, NULL);
    expected_abort = 0;
    test_expect(trap_seen() != 0, l->slot != 0, "an exception");
    test_end();
}

/*
 * All at once but instructions: a block's sum of each is a field of a word
 * then, and few loads make it full.
 */
static void test_full_fields(enum regime r, const struct leave *l)
{
    struct counts want = l->more;
    int of[31], used = 0, i;

    test_begin("D13.12 %s at %s, many at once", l->name, regime_name(r));
    counts_add(&want, &before, 1);
    pmu_reset();
    for_each_event(i) {
        if (events[i].what > INST && events[i].what < EXC_TAKEN &&
            used < (int)cpu.counters) {
            reg_write(PMEVTYPER(used), only_in(r) | events[i].number);
            of[used++] = i;
        }
    }
    reg_write(PMCR, PMCR_LC | PMCR_E);
    expected_abort = l->slot;
    run_at(r, l->fn, (uintptr_t)memory, mask_of(used));
    expected_abort = 0;
    trap_seen();
    for (i = 0; i < used; i++) {
        test_expect(reg_read(PMEVCNTR(i)), want.of[events[of[i]].what],
                    "%s", events[of[i]].name);
    }
    test_end();
}

static void enable_fp(void)
{
    if (cpu.home == 3) {
        write_cp15(0, c1, c1, 2, 3 << 10);      /* NSACR */
    }
    write_cp15(0, c1, c0, 2, 0xf << 20);        /* CPACR */
    asm volatile("isb\n\tvmsr fpexc, %0" : : "r"(1 << 30));
}

int main(void)
{
    enum regime r;

    if (!events_there()) {
        test_skip_all("no events but cycles");
    }
    enable_fp();
    for_each_regime(r) {
        for (unsigned i = 0; i < ARRAY_SIZE(sequences); i++) {
            test_sequence(r, &sequences[i]);
        }
        for (unsigned i = 0; i < ARRAY_SIZE(leaves); i++) {
            if (regime_el(r) == 0) {
                test_leave(r, &leaves[i]);
                test_full_fields(r, &leaves[i]);
            }
        }
    }
    return 0;
}
