/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events that are counted one by one, to the last digit: short sequences of
 * instructions, each between two reads of a counter. A read counts what lies
 * before it, so the first read is itself part of what is counted.
 */
#include "lib/guest.h"

/* What a sequence counts, besides the read before it */
enum what {
    INST, LD, ST, MEM, BR, BR_IMMED, BR_RETURN, BR_INDIRECT, PC_WRITE, DP,
    ASE, VFP, LDREX, STREX, STREX_PASS, STREX_FAIL, WHATS
};

static const struct {
    uint16_t event;
    const char *name;
    enum what what;
    bool read_too;
} events[] = {
    { 0x08, "INST_RETIRED", INST, true },
    { 0x1b, "INST_SPEC", INST, true },
    { 0x06, "LD_RETIRED", LD, false },
    { 0x07, "ST_RETIRED", ST, false },
    { 0x13, "MEM_ACCESS", MEM, false },
    { 0x04, "L1D_CACHE", MEM, false },
    { 0x21, "BR_RETIRED", BR, false },
    { 0x12, "BR_PRED", BR, false },
    { 0x0d, "BR_IMMED_RETIRED", BR_IMMED, false },
    { 0x0e, "BR_RETURN_RETIRED", BR_RETURN, false },
    { 0x7a, "BR_INDIRECT_SPEC", BR_INDIRECT, false },
    { 0x0c, "PC_WRITE_RETIRED", PC_WRITE, false },
    { 0x73, "DP_SPEC", DP, true },
    { 0x74, "ASE_SPEC", ASE, false },
    { 0x75, "VFP_SPEC", VFP, false },
    { 0x6c, "LDREX_SPEC", LDREX, false },
    { 0x6f, "STREX_SPEC", STREX, false },
    { 0x6d, "STREX_PASS_SPEC", STREX_PASS, false },
    { 0x6e, "STREX_FAIL_SPEC", STREX_FAIL, false },
    { 0x10, "BR_MIS_PRED", WHATS, false },
    { 0x03, "L1D_CACHE_REFILL", WHATS, false },
};

static uint64_t memory[8] __attribute__((aligned(64)));

/* x0 points to memory[]; x1 to x9, the flags and v0 to v3 are free. */
#define SEQUENCE(name, text)                                            \
static uint64_t name(uint64_t unused, uint64_t unused_too)              \
{                                                                       \
    (void)unused, (void)unused_too;                                     \
    register uint64_t x0 asm("x0") = (uint64_t)memory;                  \
    uint64_t before, after;                                             \
                                                                        \
    asm volatile(".arch armv8-a+simd\n\t"                               \
                 "mov x10, x30\n\tisb\n\t"                              \
                 "mrs %0, pmevcntr0_el0\n\t"                            \
                 text "\n\t"                                            \
                 "mrs %1, pmevcntr0_el0\n\tmov x30, x10\n\t"            \
                 : "=&r"(before), "=&r"(after), "+r"(x0)                \
                 : : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8",    \
                     "x9", "x10", "x30", "cc", "memory");               \
    return after - before;                                              \
}

SEQUENCE(nothing, "")
SEQUENCE(arithmetic, "add x1, x0, #1; mul x2, x1, x1; lsr x3, x2, #3;"
                     "cmp x1, x2; csel x4, x1, x2, lt; nop; adr x5, .")
SEQUENCE(loads, "ldr x1, [x0]; ldrb w2, [x0, #1]; ldp x3, x4, [x0];"
                "ldur w5, [x0, #4]; ldrsw x6, [x0, #8]")
SEQUENCE(stores, "str x1, [x0]; strb w2, [x0, #1]; stp x1, x2, [x0];"
                 "prfm pldl1keep, [x0]")
SEQUENCE(exclusives, "1: ldxr x1, [x0]; add x1, x1, #1; stxr w2, x1, [x0];"
                     "cbnz w2, 1b")
SEQUENCE(failing, "clrex; stxr w2, x1, [x0]; stlxr w3, x1, [x0]")
SEQUENCE(branches, "b 1f; nop; 1: bl 2f; b 3f; 2: ret; 3: adr x1, 4f;"
                   "br x1; nop; 4: adr x1, 5f; blr x1; 5: nop")
SEQUENCE(conditions, "mov x1, #5; 1: subs x1, x1, #1; b.ne 1b;"
                     "cbz x1, 2f; nop; 2: cbnz x1, 3f; 3: tbz x1, #3, 4f;"
                     "nop; 4: tbnz x1, #3, 5f; 5: mov x2, #8;"
                     "tbnz x2, #3, 6f; nop; 6: b.al 7f; nop; 7: nop")
SEQUENCE(vectors, "fmov d0, #1.0; fadd d1, d0, d0; fcvtzs x1, d1;"
                  "add v2.4s, v2.4s, v2.4s; movi v3.16b, #1; ldr q3, [x0];"
                  "str d1, [x0]")
SEQUENCE(long_block, ".rept 3000; add x1, x1, #1; .endr;"
                     ".rept 700; ldr x2, [x0]; .endr")

static const struct sequence {
    const char *name;
    guest_fn *fn;
    unsigned counts[WHATS];
} sequences[] = {
    { "nothing", nothing, { 0 } },
    { "arithmetic", arithmetic, { [INST] = 7, [DP] = 7 } },
    { "loads", loads, { [INST] = 5, [LD] = 5, [MEM] = 5 } },
    { "stores", stores, { [INST] = 4, [ST] = 3, [MEM] = 3, [DP] = 1 } },
    { "exclusives", exclusives,
      { [INST] = 4, [LD] = 1, [ST] = 1, [MEM] = 2, [DP] = 1, [BR] = 1,
        [BR_IMMED] = 1, [LDREX] = 1, [STREX] = 1, [STREX_PASS] = 1 } },
    { "failing exclusives", failing,
      { [INST] = 3, [DP] = 1, [STREX] = 2,
        [STREX_FAIL] = 2 } },
    { "branches", branches,
      { [INST] = 9, [BR] = 6, [BR_IMMED] = 3, [BR_RETURN] = 1,
        [BR_INDIRECT] = 3, [PC_WRITE] = 6, [DP] = 3 } },
    { "conditions", conditions,
      { [INST] = 19, [BR] = 11, [BR_IMMED] = 11, [PC_WRITE] = 8,
        [DP] = 8 } },
    { "vectors", vectors,
      { [INST] = 7, [VFP] = 3, [ASE] = 2, [LD] = 1, [ST] = 1, [MEM] = 2 } },
    { "a long block", long_block,
      { [INST] = 3700, [DP] = 3000, [LD] = 700, [MEM] = 700 } },
};

static uint64_t run(enum regime r, const struct sequence *s, unsigned i)
{
    pmu_reset();
    reg_write(PMEVTYPER(0), only_in(r) | events[i].event);
    reg_write(PMCNTENSET, 1);
    reg_write(PMCR, PMCR_LC | PMCR_E);
    return run_at(r, s->fn, 0, 0);
}

static void test_sequence(enum regime r, const struct sequence *s)
{
    test_begin("D13.12 %s at %s", s->name, regime_name(r));
    for (unsigned i = 0; i < ARRAY_SIZE(events); i++) {
        unsigned want = events[i].what < WHATS ? s->counts[events[i].what] : 0;

        test_expect(run(r, s, i), want + events[i].read_too, "%s",
                    events[i].name);
    }
    test_end();
}

/* CPTR_EL2's field is there with HCR_EL2.E2H = 1 only. */
static void enable_fp(void)
{
    write_sysreg(cpacr_el1, 3 << 20);
    if (cpu.el2) {
        write_sysreg(cptr_el2, read_sysreg(cptr_el2) | 3 << 20);
    }
}

int main(void)
{
    enum regime r;

    if (!(reg_read(PMCEID0) >> 6 & 1)) {
        test_skip_all("no events but cycles");
    }
    enable_fp();
    for_each_regime(r) {
        for (unsigned i = 0; i < ARRAY_SIZE(sequences); i++) {
            test_sequence(r, &sequences[i]);
        }
    }
    return 0;
}
